namespace Permil.Usage.Readers;

/// <summary>Tells the line of an offset; offsets are asked in rising order.</summary>
internal sealed class LineCounter(ReadOnlyMemory<byte> text, long firstLine)
{
    private int _offset;
    private long _line = firstLine;

    public long LineAt(int offset)
    {
        if (offset > _offset)
        {
            _line += text.Span[_offset..offset].Count((byte)'\n');
            _offset = offset;
        }

        return _line;
    }
}
