namespace Permil.Storage.Files;

/// <summary>The part of a file last looked at, so that small reads one after another ask the disk seldom.</summary>
internal sealed class FileWindow
{
    /// <summary>The most bytes one look can show.</summary>
    public const int MaxBytes = 256 << 10;

    private readonly IStoreFile _file;
    private readonly byte[] _buffer;
    private long _start;
    private int _count;

    public FileWindow(IStoreFile file)
    {
        _file = file;
        Bytes = file.Bytes;
        _buffer = new byte[Math.Min(MaxBytes, Bytes)];
    }

    /// <summary>How long the file was when the window was opened.</summary>
    public long Bytes { get; }

    /// <summary>Those bytes of the file, good until the next call; at most <see cref="MaxBytes"/>, none past the end.</summary>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        if (offset < _start || offset + count > _start + _count)
        {
            MoveTo(offset);
        }

        return _buffer.AsSpan((int)(offset - _start), count);
    }

    /// <summary>The place of the first byte from there on that is not zero; the file's length when all are.</summary>
    public long NextNonZero(long offset)
    {
        while (offset < Bytes)
        {
            if (offset < _start || offset >= _start + _count)
            {
                MoveTo(offset);
            }

            var at = _buffer.AsSpan((int)(offset - _start), (int)(_start + _count - offset)).IndexOfAnyExcept((byte)0);
            if (at >= 0)
            {
                return offset + at;
            }

            offset = _start + _count;
        }

        return Bytes;
    }

    private void MoveTo(long offset)
    {
        _count = 0;
        var ahead = (int)Math.Min(_buffer.Length, Bytes - offset);
        _file.Read(offset, _buffer.AsSpan(0, ahead));
        _start = offset;
        _count = ahead;
    }
}
