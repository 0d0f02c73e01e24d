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

    /// <summary>Texts of other bytes behind and before them, in reach of the loads: nothing of them counts.</summary>
    [Fact]
    public void TextNumberOf_FewTexts_AreTheirOwnWhateverIsAround()
    {
        var texts = new TextInterner();
        string[] some = ["a", "aa", "b", "aaaaaaaa", "aaaaaaaab", new string('a', 33), new string('a', 64)];
        foreach (var noise in new byte[] { 0, (byte)'a', 0xFF })
        {
            some.Select(text => NumberOf(texts, text, noise)).ShouldBe([0, 1, 2, 3, 4, 5, 6]);
        }

        texts.Count.ShouldBe(7);
        Enumerable.Range(0, 7).Select(texts.TextOf).ShouldBe(some);
    }

    [Fact]
    public void TextOf_OtherAlphabets_IsTheText()
    {
        var texts = new TextInterner();
        var bytes = new byte[Before + 7 + ChunkReader.Slack];
        Encoding.UTF8.GetBytes("t\u00e9\U0001F600", bytes.AsSpan(Before)).ShouldBe(7);

        texts.NumberOf(ref bytes[Before], 7).ShouldBe(0);

        texts.TextOf(0).ShouldBe("t\u00e9\U0001F600");
    }

    [Fact]
    public void PairNumberOf_TheFirstPairs_BothNumbersCount()
    {
        var pairs = new PairInterner();
        (int First, int Second)[] some = [(0, 0), (0, 1), (1, 0), (1, 1), (3, 1), (1, 3), (0, int.MaxValue)];

        some.Select(pair => pairs.NumberOf(pair.First, pair.Second)).ShouldBe([0, 1, 2, 3, 4, 5, 6]);

        some.Select(pair => pairs.NumberOf(pair.First, pair.Second)).ShouldBe([0, 1, 2, 3, 4, 5, 6]);
        pairs.Count.ShouldBe(7);
        Enumerable.Range(0, 7).Select(pairs.PairOf).ShouldBe(some);
    }

    /// <summary>Random ones: many of them meet at one place of the table. Growing moves none.</summary>
    [Fact]
    public void PairNumberOf_RandomPairs_IsInTheOrderOfFirstSight()
    {
        var random = new Random(1);
        var some = Enumerable.Range(0, 3_000).Select(_ => (random.Next(), random.Next())).Distinct().ToArray();
        var pairs = new PairInterner();
        for (var i = 0; i < some.Length; i++)
        {
            pairs.NumberOf(some[i].Item1, some[i].Item2).ShouldBe(i);
            pairs.NumberOf(some[i / 2].Item1, some[i / 2].Item2).ShouldBe(i / 2);
            pairs.PairOf(i).ShouldBe(some[i]);
        }
    }

    private static int NumberOf(TextInterner texts, string text, byte noise)
    {
        var bytes = new byte[Before + text.Length + ChunkReader.Slack];
        Array.Fill(bytes, noise);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(Before));
        return texts.NumberOf(ref bytes[Before], text.Length);
    }
}
