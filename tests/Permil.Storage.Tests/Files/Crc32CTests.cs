namespace Permil.Storage.Files;

public sealed class Crc32CTests
{
    /// <summary>The check value of the checksum's catalogue, and two of RFC 3720, appendix B.4.</summary>
    [Fact]
    public void Of_PublishedExamples_IsTheirChecksum()
    {
        Crc32C.Of("123456789"u8).ShouldBe(0xE3069283u);
        Crc32C.Of(new byte[32]).ShouldBe(0x8A9136AAu);
        Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).ShouldBe(0x46DD794Eu);
    }
}
