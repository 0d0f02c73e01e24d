using System.Runtime.ExceptionServices;

namespace Permil.Rating.Bulk;

/// <summary>Cuts a stream of lines into numbered chunks of whole lines, so that several threads can work on one file.</summary>
/// <param name="read">What was read of the stream before.</param>
/// <param name="stream">The rest.</param>
/// <param name="maxLineBytes">Longer lines are passed over.</param>
/// <param name="turns">The turns of the chunks; a failing stream waits until all chunks before have had theirs.</param>
internal sealed class ChunkReader(ReadOnlyMemory<byte> read, Stream stream, int maxLineBytes, Turns? turns = null)
{
    /// <summary>Readers of a chunk may load this many bytes past its end.</summary>
    public const int Slack = 64;

    private const int ChunkBytes = 1 << 20;

    /// <summary>A carriage return before the line feed does not count.</summary>
    private readonly long _mostBytes = maxLineBytes + 1L;

    private readonly Lock _lock = new();
    private byte[] _carried = read.ToArray();
    private int _carriedLength = read.Length;
    private long _nextNumber;
    private bool _isAtEnd;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Fills the chunk with the next lines, a line feed behind the last of them. Safe to call from several threads, each with its own chunk.</summary>
    /// <returns><see langword="false"/> at the end of the stream.</returns>
    /// <exception cref="IOException">The stream failed behind the chunks read so far.</exception>
    public bool TryRead(Chunk chunk)
    {
        if (TryReadNext(chunk))
        {
            return true;
        }

        if (_failure is not null)
        {
            turns?.WaitFor(_nextNumber);
            _failure.Throw();
        }

        return false;
    }

    private bool TryReadNext(Chunk chunk)
    {
        lock (_lock)
        {
            if (_isAtEnd && _carriedLength == 0)
            {
                return false;
            }

            chunk.Number = _nextNumber++;
            chunk.TooLongLineBytes = 0;
            chunk.Reserve(Math.Max(ChunkBytes, _carriedLength) + Slack);
            _carried.AsSpan(0, _carriedLength).CopyTo(chunk.Buffer);
            chunk.Length = _carriedLength;
            _carriedLength = 0;
            Fill(chunk);
            chunk.Buffer[chunk.Length] = (byte)'\n';
            return true;
        }
    }

    private void Fill(Chunk chunk)
    {
        while (true)
        {
            var limit = chunk.Buffer.Length - Slack;
            while (!_isAtEnd && chunk.Length < limit)
            {
                chunk.Length += Read(chunk.Buffer, chunk.Length, limit - chunk.Length);
            }

            var lastNewline = chunk.Buffer.AsSpan(0, chunk.Length).LastIndexOf((byte)'\n');
            if (_failure is not null)
            {
                // A line that is cut off is no line.
                chunk.Length = lastNewline + 1;
                return;
            }

            if (_isAtEnd && chunk.Length - lastNewline - 1 <= _mostBytes)
            {
                return;
            }

            if (lastNewline >= 0)
            {
                Carry(chunk, lastNewline + 1);
                return;
            }

            if (chunk.Length > _mostBytes)
            {
                SkipLine(chunk);
                return;
            }

            chunk.Reserve((chunk.Length * 2) + Slack);
        }
    }

    /// <summary>Reads on. A stream that fails is at its end; that it failed is said behind its last whole line.</summary>
    private int Read(byte[] buffer, int offset, int length)
    {
        var count = 0;
        try
        {
            count = stream.Read(buffer, offset, length);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        _isAtEnd = count == 0;
        return count;
    }

    private void Carry(Chunk chunk, int from)
    {
        _carriedLength = chunk.Length - from;
        if (_carried.Length < _carriedLength)
        {
            _carried = new byte[_carriedLength];
        }

        chunk.Buffer.AsSpan(from, _carriedLength).CopyTo(_carried);
        chunk.Length = from;
    }

    /// <summary>The chunk is one line beyond the limit: what is left of it goes by without being kept.</summary>
    private void SkipLine(Chunk chunk)
    {
        var lineBytes = 0L;
        var lastByte = (byte)0;
        while (true)
        {
            var newline = chunk.Buffer.AsSpan(0, chunk.Length).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                lineBytes += newline;
                lastByte = newline > 0 ? chunk.Buffer[newline - 1] : lastByte;
                Carry(chunk, newline + 1);
                break;
            }

            lineBytes += chunk.Length;
            lastByte = chunk.Buffer[chunk.Length - 1];
            chunk.Length = Read(chunk.Buffer, 0, ChunkBytes);
            if (_failure is not null)
            {
                return;
            }

            if (_isAtEnd)
            {
                break;
            }
        }

        chunk.Length = 0;
        chunk.TooLongLineBytes = lastByte == (byte)'\r' ? lineBytes - 1 : lineBytes;
    }
}
