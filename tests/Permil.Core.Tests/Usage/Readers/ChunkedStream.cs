namespace Permil.Usage.Readers;

/// <summary>Gives bytes in chunks of the sizes it is told, over and over.</summary>
internal sealed class ChunkedStream(byte[] bytes, IReadOnlyList<int> sizes) : MemoryStream(bytes)
{
    private int _reads;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var size = sizes.Count == 0 ? count : Math.Max(1, sizes[_reads++ % sizes.Count]);
        return base.Read(buffer, offset, Math.Min(size, count));
    }
}
