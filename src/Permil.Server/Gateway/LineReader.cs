using System.Buffers;
using System.IO.Pipelines;

namespace Permil.Server.Gateway;

/// <summary>Reads lines of bounded length from a stream that somebody else wrote.</summary>
internal sealed class LineReader(Stream stream, int maxBytes) : IAsyncDisposable
{
    private readonly PipeReader _pipe = PipeReader.Create(stream);
    private SequencePosition _taken;
    private bool _hasBegun;

    /// <summary>The next line without its end; <see langword="null"/>: there is none. It is valid until the next is asked for.</summary>
    /// <exception cref="InvalidDataException">A line is longer than allowed.</exception>
    public async ValueTask<ReadOnlySequence<byte>?> Next(CancellationToken cancellationToken)
    {
        if (_hasBegun)
        {
            _pipe.AdvanceTo(_taken);
        }

        _hasBegun = true;
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                _taken = buffer.GetPosition(1, end);
                return Checked(buffer.Slice(0, end));
            }

            if (read.IsCompleted)
            {
                _taken = buffer.End;
                return buffer.IsEmpty ? null : Checked(buffer);
            }

            _ = Checked(buffer);
            _pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private ReadOnlySequence<byte> Checked(ReadOnlySequence<byte> line) =>
        line.Length <= maxBytes
            ? line
            : throw new InvalidDataException($"a line is longer than the {maxBytes} bytes that are allowed");
}
