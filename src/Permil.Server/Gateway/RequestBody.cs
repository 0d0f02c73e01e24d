using System.Buffers;
using System.IO.Pipelines;

namespace Permil.Server.Gateway;

/// <summary>The body of a metered call, held while the call is under way.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private readonly HeldBytes _held;
    private byte[] _buffer;
    private int _length;

    private RequestBody(HeldBytes held, byte[] buffer)
    {
        _held = held;
        _buffer = buffer;
    }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <returns>The body, or why it is not taken.</returns>
    public static async ValueTask<(RequestBody? Body, GatewayError? Error)> Read(
        PipeReader reader,
        long maxBytes,
        HeldBytes held,
        CancellationToken cancellationToken
    )
    {
        var body = new RequestBody(held, []);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                if (body._length + read.Buffer.Length > maxBytes)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    body.Dispose();
                    return (null, GatewayError.TooLarge(maxBytes));
                }

                if (!body.Append(read.Buffer))
                {
                    reader.AdvanceTo(read.Buffer.End);
                    body.Dispose();
                    return (null, HeldBytes.Full);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return (body, null);
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
        {
            _held.Return(buffer.Length);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Append(ReadOnlySequence<byte> bytes)
    {
        var needed = checked(_length + (int)bytes.Length);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, FirstBytes), _buffer.Length * 2));
            if (!_held.TryTake(larger.Length - _buffer.Length))
            {
                ArrayPool<byte>.Shared.Return(larger);
                return false;
            }

            _buffer.AsSpan(0, _length).CopyTo(larger);
            if (_buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
        return true;
    }
}
