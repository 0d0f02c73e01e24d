using System.Text;
using FsCheck.Fluent;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

public sealed class ChunkReaderTests
{
    [Fact]
    public void TryRead_AnyStream_GivesEveryLineOnceInOrder() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var lines = Enumerable
                        .Range(0, random.Next(0, 30))
                        .Select(i => new string(
                            (char)('a' + (i % 26)),
                            random.Next(5) == 0 ? random.Next(2_000_000) : random.Next(300)
                        ))
                        .ToList();
                    var text = string.Join('\n', lines) + (random.Next(2) == 0 ? "\n" : "");
                    var bytes = Encoding.ASCII.GetBytes(text);
                    var ahead = random.Next(0, bytes.Length + 1);
                    using var stream = new ChunkedStream(bytes[ahead..], [random.Next(1, 100_000)]);
                    var reader = new ChunkReader(bytes.AsMemory(0, ahead), stream, maxLineBytes: 5_000_000);
                    var chunk = new Chunk();
                    var found = new StringBuilder();
                    for (var number = 0; reader.TryRead(chunk); number++)
                    {
                        chunk.Number.ShouldBe(number);
                        chunk.TooLongLineBytes.ShouldBe(0);
                        chunk.Buffer.Length.ShouldBeGreaterThanOrEqualTo(chunk.Length + ChunkReader.Slack);
                        chunk.Buffer[chunk.Length].ShouldBe((byte)'\n');
                        found.Append(Encoding.ASCII.GetString(chunk.Buffer, 0, chunk.Length));
                    }

                    (found.ToString() == text).ShouldBeTrue();
                    return true;
                }
            )
            .Holds(40);

    [Theory]
    [InlineData("", 3_000_000)]
    [InlineData("\n", 3_000_000)]
    [InlineData("\r\n", 3_000_000)]
    [InlineData("\n", 1_001)]
    public void TryRead_LineBeyondTheLimit_IsCountedNotHeld(string end, int length)
    {
        var text = "first\n" + new string('x', length) + end + "last\n";
        if (end.Length == 0)
        {
            text = text[..^5];
        }

        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(text));
        var reader = new ChunkReader(ReadOnlyMemory<byte>.Empty, stream, maxLineBytes: 1_000);
        var chunk = new Chunk();
        var tooLong = new List<long>();
        while (reader.TryRead(chunk))
        {
            if (chunk.TooLongLineBytes > 0)
            {
                tooLong.Add(chunk.TooLongLineBytes);
            }
        }

        // A line that fits a chunk is left to the worker to refuse.
        tooLong.ShouldBe(length > 1_001 ? [length] : []);
        chunk.Buffer.Length.ShouldBeLessThan(2_000_000);
    }
}
