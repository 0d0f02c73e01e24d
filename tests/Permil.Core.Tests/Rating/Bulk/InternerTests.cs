using System.Text;

namespace Permil.Rating.Bulk;

public sealed class InternerTests
{
    private const int Before = 8;

    [Fact]
    public void TextNumberOf_AllLengths_TellsTextsApartByEveryByte()
    {
        var texts = new TextInterner();
        var expected = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var length = 1; length <= TextInterner.MaxLength; length++)
        {
            var plain = new string('a', length);
            for (var place = -1; place < length; place++)
            {
                var text = place < 0 ? plain : plain[..place] + 'b' + plain[(place + 1)..];
                expected.Add(text, expected.Count);
                NumberOf(texts, text, noise: (byte)(place & 0x7F)).ShouldBe(expected[text]);
            }
        }

        foreach (var (text, number) in expected)
        {
            NumberOf(texts, text, noise: 0x7F).ShouldBe(number);
            texts.TextOf(number).ShouldBe(text);
        }
    }

    [Fact]
    public void TextNumberOf_ManyTexts_KeepsTheirNumbers()
    {
        var texts = new TextInterner();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20_000; i++)
            {
                NumberOf(texts, $"tenant-{i}", (byte)round).ShouldBe(i);
            }
        }
    }

    [Fact]
    public void PairNumberOf_ManyPairs_KeepsTheirNumbers()
    {
        var pairs = new PairInterner();
        for (var round = 0; round < 2; round++)
        {
            var number = 0;
            for (var first = 0; first < 100; first++)
            {
                for (var second = 0; second < 100; second++)
                {
                    pairs.NumberOf(first, second).ShouldBe(number++);
                }
            }
        }

        pairs.PairOf(0).ShouldBe((0, 0));
        pairs.PairOf(101).ShouldBe((1, 1));
        pairs.NumberOf(int.MaxValue, int.MaxValue).ShouldBe(10_000);
    }

    private static int NumberOf(TextInterner texts, string text, byte noise)
    {
        var bytes = new byte[Before + text.Length + ChunkReader.Slack];
        Array.Fill(bytes, noise);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(Before));
        return texts.NumberOf(ref bytes[Before], text.Length);
    }
}
