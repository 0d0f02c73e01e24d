using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Api;

/// <summary>The events of a body, one after another, of which no more is held than a buffer and the event at hand.</summary>
internal sealed class BodyItems(RequestBody body, IBodySplitter splitter, int mostItemBytes) : IDisposable
{
    private const int FirstBytes = 128 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _start;
    private int _end;
    private bool _isLast;

    /// <summary>Reads on when no event is at hand.</summary>
    /// <returns><see langword="false"/>: the body is at its end.</returns>
    /// <exception cref="BodyException">An event is too large, or the body cannot be read.</exception>
    public async ValueTask<bool> Fill(CancellationToken cancellationToken)
    {
        if (_isLast)
        {
            return false;
        }

        MakeRoom();
        var count = await body.Read(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        _isLast = count == 0;
        return true;
    }

    /// <summary>The next event that is at hand. It is valid until the buffer is filled again.</summary>
    public bool TryNext(out ReadOnlyMemory<byte> item)
    {
        var window = _buffer.AsMemory(_start, _end - _start);
        var isFound = splitter.TryNext(window.Span, _isLast, out var range, out var consumed);
        item = isFound ? window[range] : default;
        _start += consumed;
        return isFound;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held > mostItemBytes)
        {
            throw new BodyException(
                StatusCodes.Status413PayloadTooLarge,
                $"an event is too large, allowed: {mostItemBytes} bytes"
            );
        }

        var target = held * 2 > _buffer.Length ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(_start, held).CopyTo(target);
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _end) = (0, held);
    }
}
