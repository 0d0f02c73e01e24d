using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Permil.Usage.Readers;

/// <summary>
/// Splits a stream into lines without holding more than one of them. Lines end with LF or CRLF; the last may lack its end.
/// A line over the limit is counted and passed over, never held.
/// </summary>
internal sealed class LineSource : IDisposable
{
    private const int FirstBufferBytes = 64 * 1024;

    /// <summary>A line that may still end with CR is one byte longer than it will be.</summary>
    private const int EndBytes = 1;

    private readonly Stream _stream;
    private readonly int _maxLineBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _start;
    private int _end;
    private int _lineStart;
    private bool _isAtEnd;
    private bool _isReplaying;
    private ExceptionDispatchInfo? _failure;

    public LineSource(Stream stream, int maxLineBytes)
    {
        _stream = stream;
        _maxLineBytes = maxLineBytes;
        SkipByteOrderMark();
    }

    /// <summary>The current line without its end; empty where <see cref="IsTooLong"/>. Valid until the next line is read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>The current line's number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line's length in bytes, also of one that was not held.</summary>
    public long Length { get; private set; }

    public bool IsTooLong { get; private set; }

    /// <summary>Goes to the next line. A stream that fails does so behind its last whole line.</summary>
    /// <returns><see langword="false"/> at the end of the stream.</returns>
    public bool MoveNext()
    {
        if (_isReplaying)
        {
            _isReplaying = false;
            return true;
        }

        _lineStart = _start;
        var searched = _start;
        while (true)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                Take(searched + found);
                _start = searched + found + 1;
                return true;
            }

            searched = _end;
            if (_isAtEnd)
            {
                ThrowIfFailed();
                if (_start == _end)
                {
                    return false;
                }

                Take(_end);
                _start = _end;
                return true;
            }

            if (_end - _start > _maxLineBytes + EndBytes)
            {
                return SkipLongLine();
            }

            searched -= FillKeeping(_start);
        }
    }

    /// <summary>Makes the next <see cref="MoveNext"/> stay on the current line.</summary>
    public void Replay() => _isReplaying = true;

    /// <summary>
    /// The bytes after the current line as far as they are at hand, a few thousand at least unless the stream ends; for
    /// a look ahead.
    /// </summary>
    public ReadOnlySpan<byte> Ahead()
    {
        const int EnoughBytes = 4096;
        while (!_isAtEnd && _end - _start < EnoughBytes)
        {
            var length = Line.Length;
            FillKeeping(_lineStart);
            Line = _buffer.AsMemory(_lineStart, length);
        }

        return _buffer.AsSpan(_start, _end - _start);
    }

    /// <summary>Everything from the current line on.</summary>
    /// <param name="limit">The most bytes to hold.</param>
    /// <param name="all">The bytes.</param>
    /// <returns><see langword="false"/> when there are more than the limit.</returns>
    public bool TryReadAll(int limit, out ReadOnlyMemory<byte> all)
    {
        while (!_isAtEnd && _end - _lineStart <= limit)
        {
            FillKeeping(_lineStart);
        }

        all = _buffer.AsMemory(_lineStart, _end - _lineStart);
        _start = _end;
        return all.Length <= limit;
    }

    /// <summary>Whether the stream failed; lines may be left all the same.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Throws what the stream failed with, if it did so by now.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    /// <summary>The bytes at hand from the current line on; the stream goes on behind them.</summary>
    public ReadOnlyMemory<byte> FromCurrentLine => _buffer.AsMemory(_lineStart, _end - _lineStart);

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Take(int end)
    {
        Number++;
        var length = end - _start;
        if (length > 0 && _buffer[end - 1] == (byte)'\r')
        {
            length--;
        }

        Length = length;
        IsTooLong = length > _maxLineBytes;
        Line = IsTooLong ? default : _buffer.AsMemory(_start, length);
    }

    private bool SkipLongLine()
    {
        Number++;
        IsTooLong = true;
        Line = default;
        Length = _end - _start;
        var lastByte = _buffer[_end - 1];
        while (true)
        {
            _start = _end = _lineStart = 0;
            Read();
            if (_end == 0)
            {
                ThrowIfFailed();
                break;
            }

            var found = _buffer.AsSpan(0, _end).IndexOf((byte)'\n');
            if (found >= 0)
            {
                lastByte = found > 0 ? _buffer[found - 1] : lastByte;
                Length += found;
                _start = found + 1;
                break;
            }

            Length += _end;
            lastByte = _buffer[_end - 1];
        }

        Length -= lastByte == (byte)'\r' ? 1 : 0;
        return true;
    }

    /// <summary>Reads more, moving what is kept to the front or to a larger buffer where there is no room.</summary>
    /// <returns>By how much the bytes moved to the front.</returns>
    private int FillKeeping(int keepFrom)
    {
        var moved = 0;
        if (_end == _buffer.Length)
        {
            var kept = _end - keepFrom;
            if (keepFrom > _buffer.Length / 2)
            {
                _buffer.AsSpan(keepFrom, kept).CopyTo(_buffer);
            }
            else
            {
                var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.AsSpan(keepFrom, kept).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }

            moved = keepFrom;
            _start -= moved;
            _lineStart -= moved;
            _end = kept;
        }

        Read();
        return moved;
    }

    private void Read()
    {
        var read = 0;
        try
        {
            read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        _isAtEnd = read == 0;
        _end += read;
    }

    private void SkipByteOrderMark()
    {
        while (_end < 3 && !_isAtEnd)
        {
            Read();
        }

        _start = _lineStart = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
    }
}
