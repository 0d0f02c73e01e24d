using System.Text.Json;
using Permil.Pricing;

namespace Permil.Planning;

/// <summary>
/// Against texts that were counted with the real vocabularies (npm gpt-tokenizer 4); docs/planning.md has the figures
/// over all texts.
/// </summary>
public sealed class TokenEstimateTests
{
    [Fact]
    public void Of_CountedTexts_HasTheTrueCountInTheBand()
    {
        using var counts = JsonDocument.Parse(
            File.ReadAllText(Repository.PathOf("tests/Permil.Core.Tests/Planning/token-counts.json"))
        );
        foreach (var counted in counts.RootElement.EnumerateArray())
        {
            var estimate = TokenEstimate.Of(counted.GetProperty("text").GetString()!);

            counted
                .GetProperty("o200k")
                .GetInt64()
                .ShouldBeInRange(estimate.Low, estimate.High, counted.GetProperty("name").GetString());
            Math.Abs(estimate.Tokens - counted.GetProperty("o200k").GetInt64())
                .ShouldBeLessThanOrEqualTo((long)(counted.GetProperty("o200k").GetInt64() * TokenEstimate.Band));
        }
    }

    [Fact]
    public void Of_LongText_IsTheSumOfItsParts()
    {
        const string Line = "The quick brown fox jumps over the lazy dog.\n";

        var one = TokenEstimate.Of(Line).Tokens;
        var many = TokenEstimate.Of(string.Concat(Enumerable.Repeat(Line, 1_000))).Tokens;

        many.ShouldBeInRange(one * 900, one * 1_000);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(" ", 0)]
    [InlineData("a", 1)]
    [InlineData("word", 1)]
    [InlineData("two words", 2)]
    [InlineData("twoWords", 2)]
    [InlineData("123456", 2)]
    public void Of_SmallTexts_AreCounted(string text, long tokens) => TokenEstimate.Of(text).Tokens.ShouldBe(tokens);

    [Fact]
    public void Of_TextThatIsNoUnicode_IsStillEstimated() => TokenEstimate.Of("\uD83D a").Tokens.ShouldBeGreaterThan(0);
}
