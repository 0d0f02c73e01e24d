using System.Globalization;
using System.Text;

namespace Permil.Rating;

public sealed class EventIdTests
{
    [Fact]
    public void Add_MillionIds_KnowsEachOnce()
    {
        var count = Generators.ShareOf(1_000_000);
        var ids = new EventIdSet();
        ids.Expect(Generators.ShareOf(300_000));
        var seed = EventIdHash.SeedOf("app");
        var bytes = new byte[8];
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < count; i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, i);
                if (ids.Add(EventIdHash.Of(seed, bytes)) != (round == 0))
                {
                    Assert.Fail($"id {i}, round {round}");
                }
            }
        }

        ids.Count.ShouldBe(count);
    }

    [Fact]
    public void Add_ManyAtOnce_SaysWhichAreNew()
    {
        var ids = new EventIdSet();
        var hashes = Enumerable
            .Range(0, 3_000)
            .Select(i => EventIdHash.Of("s", (i % 1_000).ToString(CultureInfo.InvariantCulture)))
            .ToArray();
        var areNew = new bool[hashes.Length];

        ids.Add(hashes, areNew);

        areNew[..1_000].ShouldAllBe(isNew => isNew);
        areNew[1_000..].ShouldAllBe(isNew => !isNew);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public void Expect_TooFewOrTooMany_ChangesNothing(long expected)
    {
        var ids = new EventIdSet();
        ids.Expect(expected);
        var different = Generators.ShareOf(150_000);
        for (var i = 0; i < Generators.ShareOf(200_000); i++)
        {
            ids.Add(EventIdHash.Of("s", $"{i % different}")).ShouldBe(i < different);
            if (i == 1_000)
            {
                ids.Expect(expected * 2);
            }
        }

        ids.Count.ShouldBe(different);
    }

    /// <summary>Stores keep these numbers: another number for the same event would count it again.</summary>
    [Theory]
    [InlineData("", "", "57ea9de3e233dc43b26268a0d69ca256")]
    [InlineData("app", "e1", "6b86426f490643d56b8a95817cf37808")]
    [InlineData("app", "0123456789abcdef", "c9998daa250afed1ad6e5fc4193e8fbd")]
    [InlineData("app", "0123456789abcdef0", "1b7cb42498a0d969e1d8dc0420bee79d")]
    [InlineData("openai", "chatcmpl-9f8e7d6c5b4a39281706f5e4d3c2b1a0", "f6142b176983608d761ff3ac3524c07d")]
    [InlineData("ü", "é", "3882aecd8f90df2d20bde8d1f47e5636")]
    public void Of_KnownEvents_IsTheNumberItAlwaysWas(string source, string id, string hash) =>
        EventIdHash.Of(source, id).ToString("x32", CultureInfo.InvariantCulture).ShouldBe(hash);

    [Fact]
    public void Of_LongId_IsTheNumberItAlwaysWas() =>
        EventIdHash
            .Of("app", new string('x', 600))
            .ToString("x32", CultureInfo.InvariantCulture)
            .ShouldBe("e81dbbb0d2f7ecd7193d9c361e376f67");

    [Fact]
    public void Of_EveryLength_IsDistinctWhateverTheContent()
    {
        var seen = new HashSet<UInt128>();
        for (var length = 0; length <= 100; length++)
        {
            foreach (var content in new byte[] { 0, 1, (byte)'a', 0xFF })
            {
                var bytes = new byte[length];
                Array.Fill(bytes, content);
                if (length > 0 || content == 0)
                {
                    seen.Add(EventIdHash.Of(7, bytes)).ShouldBeTrue($"{length} times {content}");
                }
            }
        }

        seen.ShouldNotContain(UInt128.Zero);
    }

    [Fact]
    public void Of_EveryByte_Matters()
    {
        for (var length = 1; length <= 100; length++)
        {
            var seen = new HashSet<UInt128>();
            var bytes = new byte[length];
            for (var place = 0; place < length; place++)
            {
                for (var bit = 0; bit < 8; bit++)
                {
                    bytes[place] = (byte)(1 << bit);
                    seen.Add(EventIdHash.Of(7, bytes)).ShouldBeTrue($"{length}: {place}.{bit}");
                }

                bytes[place] = 0;
            }
        }
    }

    [Fact]
    public void Of_SourceAndId_AreNotInterchangeable()
    {
        EventIdHash.Of("ab", "c").ShouldNotBe(EventIdHash.Of("a", "bc"));
        EventIdHash.Of("", "ab").ShouldNotBe(EventIdHash.Of("ab", ""));
        EventIdHash.Of("s", "é").ShouldBe(EventIdHash.Of(EventIdHash.SeedOf("s"), Encoding.UTF8.GetBytes("é")));
        EventIdHash.Of("s", new string('x', 2_000)).ShouldNotBe(EventIdHash.Of("s", new string('x', 2_001)));
    }
}
