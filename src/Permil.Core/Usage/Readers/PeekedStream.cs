namespace Permil.Usage.Readers;

/// <summary>A forward stream whose first bytes may be looked at before they are read.</summary>
internal sealed class PeekedStream(Stream inner) : ForwardStream
{
    private const int PeekBytes = 16;

    private readonly byte[] _peeked = new byte[PeekBytes];
    private int _count;
    private int _offset;
    private bool _isPeeked;

    /// <summary>Whether the stream, before anything was read from it, begins so.</summary>
    public bool StartsWith(ReadOnlySpan<byte> magic)
    {
        if (!_isPeeked)
        {
            _isPeeked = true;
            _count = inner.ReadAtLeast(_peeked, PeekBytes, throwOnEndOfStream: false);
        }

        return _peeked.AsSpan(_offset, _count - _offset).StartsWith(magic);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_offset == _count)
        {
            return inner.Read(buffer);
        }

        var taken = Math.Min(buffer.Length, _count - _offset);
        _peeked.AsSpan(_offset, taken).CopyTo(buffer);
        _offset += taken;
        return taken;
    }
}
