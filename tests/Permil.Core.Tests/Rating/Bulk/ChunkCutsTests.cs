using System.Text;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>Where streams are cut into chunks, to the byte.</summary>
public sealed class ChunkCutsTests
{
    private const int ChunkBytes = 1 << 20;

    [Theory]
    [InlineData("", "0:''")]
    [InlineData("\n", "0:'\n'")]
    [InlineData("ab\ncd\n", "0:'ab\ncd\n'")]
    [InlineData("ab\ncd", "0:'ab\ncd'")]
    [InlineData("0123456789a", "0:'0123456789a'")]
    [InlineData("0123456789ab", "0:12 bytes")]
    [InlineData("0123456789a\r", "0:11 bytes")]
    [InlineData("ab\n0123456789\r", "0:'ab\n0123456789\r'")]
    [InlineData("ab\n0123456789ab", "0:'ab\n',1:12 bytes")]
    [InlineData("\n0123456789ab", "0:'\n',1:12 bytes")]
    [InlineData("0123456789abcdef\n0123456789a", "0:'0123456789abcdef\n0123456789a'")]
    public void TryRead_SmallStreams_AreOneChunkAndALastLineBeyondTheLimitIsNone(string text, string expected)
    {
        for (var ahead = 0; ahead <= text.Length; ahead += 3)
        {
            ChunksOf(text, maxLineBytes: 10, ahead).ShouldBe(expected);
            ChunksOf(text, maxLineBytes: 10, ahead, readSize: 1).ShouldBe(expected);
        }
    }

    [Fact]
    public void TryRead_LineAcrossTheEndOfAChunk_IsCarriedWhole()
    {
        var first = new string('a', ChunkBytes - 6) + "\n";

        ChunksOf(first + "0123456789\nlast").ShouldBe($"0:{ChunkBytes - 5} x a,1:'0123456789\nlast'");
        ChunksOf(first + "0123\nlast").ShouldBe($"0:{ChunkBytes} x a,1:'last'");
        ChunksOf("\n" + new string('b', ChunkBytes)).ShouldBe($"0:'\n',1:{ChunkBytes} x b");
        ChunksOf("\n" + new string('b', ChunkBytes), ahead: ChunkBytes + 1).ShouldBe($"0:'\n',1:{ChunkBytes} x b");
        // What is carried differs in length from chunk to chunk.
        ChunksOf(first + "01234\n" + first[7..] + "0123456789\n" + new string('c', ChunkBytes - 12) + "\nlast\n")
            .ShouldBe($"0:{ChunkBytes - 5} x a,1:{ChunkBytes - 6} x 0,2:{ChunkBytes} x 0,3:'last\n'");
    }

    [Fact]
    public void TryRead_LineLongerThanAChunk_GrowsTheBufferUpToTheLimit()
    {
        var chunk = new Chunk();
        var line = new string('x', ChunkBytes) + "\n";

        ChunksOf("a\n", chunk: chunk).ShouldBe("0:'a\n'");
        chunk.Buffer.Length.ShouldBe(ChunkBytes + ChunkReader.Slack);
        ChunksOf(line + "last", chunk: chunk).ShouldBe($"0:{ChunkBytes + 5} x x");
        chunk.Buffer.Length.ShouldBe((2 * ChunkBytes) + ChunkReader.Slack);
    }

    [Theory]
    [InlineData("\n", 0)]
    [InlineData("\r\n", 0)]
    [InlineData("yz\n", 2)]
    [InlineData("yz\r\n", 2)]
    [InlineData("", 0)]
    [InlineData("\r", 0)]
    [InlineData("y", 1)]
    public void TryRead_LineBeyondTheLimitAndAChunk_IsItsLengthWithoutItsEnd(string end, int more)
    {
        var last = end.EndsWith('\n') ? "last\n" : "";
        var expected = $"0:{ChunkBytes + more} bytes" + (last.Length > 0 ? ",1:'last\n'" : "");

        ChunksOf(new string('x', ChunkBytes) + end + last, maxLineBytes: 1_000).ShouldBe(expected);
    }

    [Fact]
    public void TryRead_CarriageReturnAtTheEndOfTheBuffer_IsOfTheLinesEnd()
    {
        var line = new string('x', ChunkBytes - 1) + "\r";

        ChunksOf(line + "\nlast\n", maxLineBytes: 1_000).ShouldBe($"0:{ChunkBytes - 1} bytes,1:'last\n'");
        ChunksOf(line + "\nlast\n", maxLineBytes: ChunkBytes - 1).ShouldBe($"0:{ChunkBytes + 6} x x");
        ChunksOf(line + "\nlast\n", maxLineBytes: ChunkBytes - 2).ShouldBe($"0:{ChunkBytes - 1} bytes,1:'last\n'");
    }

    [Theory]
    [InlineData("ab\ncd\nef", 7, "0:'ab\ncd\n',the disk is gone")]
    [InlineData("ab\ncd\nef", 6, "0:'ab\ncd\n',the disk is gone")]
    [InlineData("ab\ncd\nef", 2, "0:'',the disk is gone")]
    [InlineData("ab\ncd\nef", 0, "0:'',the disk is gone")]
    public void TryRead_StreamThatFails_GivesTheWholeLinesBeforeFirst(string text, int failAt, string expected)
    {
        using var stream = new FailingStream(Encoding.ASCII.GetBytes(text), failAt);

        ChunksOf(new ChunkReader(ReadOnlyMemory<byte>.Empty, stream, 10), new Chunk()).ShouldBe(expected);
    }

    [Fact]
    public void TryRead_StreamThatFailsWithinALineBeyondTheLimit_SaysNothingOfTheLine()
    {
        var bytes = Encoding.ASCII.GetBytes(new string('x', ChunkBytes + 20));
        using var stream = new FailingStream(bytes, ChunkBytes + 10);

        ChunksOf(new ChunkReader(ReadOnlyMemory<byte>.Empty, stream, 10), new Chunk())
            .ShouldBe("0:'',the disk is gone");
    }

    [Fact]
    public void TryRead_PackedStreamThatIsBroken_GivesTheWholeLinesBeforeFirst()
    {
        using var stream = new BrokenStream(new InvalidDataException("broken"));

        ChunksOf(new ChunkReader("ab\nc"u8.ToArray(), stream, 10), new Chunk()).ShouldBe("0:'ab\n',broken");
    }

    [Fact]
    public void TryRead_OtherFailure_IsNotHeldBack()
    {
        using var stream = new BrokenStream(new InvalidOperationException("a fault of ours"));
        var reader = new ChunkReader("ab\nc"u8.ToArray(), stream, 10);

        Should.Throw<InvalidOperationException>(() => reader.TryRead(new Chunk())).Message.ShouldBe("a fault of ours");
    }

    /// <summary>Else the failure would end the turns of chunks that were read whole.</summary>
    [Fact]
    public void TryRead_StreamThatFails_SaysSoWhenAllChunksBeforeHadTheirTurn()
    {
        var turns = new Turns();
        using var stream = new FailingStream("ab\n"u8.ToArray(), failAt: 3);
        var reader = new ChunkReader(ReadOnlyMemory<byte>.Empty, stream, 10, turns);
        reader.TryRead(new Chunk()).ShouldBeTrue();
        var failing = OwnThread.Waiting(() => reader.TryRead(new Chunk()));

        turns.Take(0, () => { });

        failing.Result().ShouldBeOfType<IOException>().Message.ShouldBe("the disk is gone");
    }

    private static string ChunksOf(
        string text,
        int maxLineBytes = 5_000_000,
        int ahead = 0,
        int readSize = 0,
        Chunk? chunk = null
    )
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        using var stream = new ChunkedStream(bytes[ahead..], readSize == 0 ? [] : [readSize]);
        return ChunksOf(new ChunkReader(bytes.AsMemory(0, ahead), stream, maxLineBytes), chunk ?? new Chunk());
    }

    /// <summary>All chunks with their numbers: short ones as their text, long ones as their length and first character.</summary>
    private static string ChunksOf(ChunkReader reader, Chunk chunk)
    {
        var chunks = new List<string>();
        try
        {
            while (reader.TryRead(chunk))
            {
                chunk.Buffer[chunk.Length].ShouldBe((byte)'\n');
                chunk.Buffer.Length.ShouldBeGreaterThanOrEqualTo(chunk.Length + ChunkReader.Slack);
                var text = Encoding.ASCII.GetString(chunk.Buffer, 0, chunk.Length);
                chunks.Add(
                    $"{chunk.Number}:"
                        + (
                            chunk.TooLongLineBytes > 0 ? $"{chunk.TooLongLineBytes} bytes{text}"
                            : text.Length < 100 ? $"'{text}'"
                            : $"{text.Length} x {text[0]}"
                        )
                );
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            chunks.Add(exception.Message);
        }

        return string.Join(',', chunks);
    }

    private sealed class BrokenStream(Exception exception) : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw exception;
    }
}
