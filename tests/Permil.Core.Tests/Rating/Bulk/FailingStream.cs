namespace Permil.Rating.Bulk;

/// <summary>Gives bytes up to a place and fails there.</summary>
internal sealed class FailingStream(byte[] bytes, int failAt) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) =>
        Position >= failAt
            ? throw new IOException("the disk is gone")
            : base.Read(buffer, offset, (int)Math.Min(count, failAt - Position));
}
