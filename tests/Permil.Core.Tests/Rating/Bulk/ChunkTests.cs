namespace Permil.Rating.Bulk;

public sealed class ChunkTests
{
    [Fact]
    public void Reserve_MoreThanThereIs_KeepsTheContent()
    {
        var chunk = new Chunk();
        chunk.Reserve(3);
        new byte[] { 1, 2, 3 }.CopyTo(chunk.Buffer, 0);
        chunk.Length = 2;

        chunk.Reserve(5);

        chunk.Buffer.Length.ShouldBe(5);
        chunk.Buffer[..2].ShouldBe([1, 2]);
        chunk.Length.ShouldBe(2);
    }

    [Fact]
    public void Reserve_NoMoreThanThereIs_IsTheSameBuffer()
    {
        var chunk = new Chunk();
        chunk.Reserve(3);
        var buffer = chunk.Buffer;

        chunk.Reserve(3);
        chunk.Reserve(1);

        chunk.Buffer.ShouldBeSameAs(buffer);
    }
}
