namespace Permil.Rating.Bulk;

/// <summary>Gives bytes up to a place and fails there.</summary>
internal sealed class FailingStream(byte[] bytes, int failAt) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer)
    {
        var read = new byte[buffer.Length];
        var count = Read(read, 0, read.Length);
        read.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Position >= failAt
            ? throw new IOException("the disk is gone")
            : base.Read(buffer, offset, (int)Math.Min(count, failAt - Position));
}
