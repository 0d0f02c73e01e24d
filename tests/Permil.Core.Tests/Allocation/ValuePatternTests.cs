using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Permil.Allocation;

public sealed class ValuePatternTests
{
    private static readonly Gen<string> Patterns = Gen.Elements('a', 'b', '*').ListOf().Select(string.Concat);
    private static readonly Gen<string> Values = Gen.Elements('a', 'b', 'A', '.').ListOf().Select(string.Concat);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("meta-llama/*", "meta-llama/Llama-3.3-70B", true)]
    [InlineData("*-turbo", "llama-turbo-2", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData(null, "null", false)]
    [InlineData("*", null, false)]
    [InlineData(null, null, true)]
    public void Matches_KnownCases(string? pattern, string? value, bool matches) =>
        new ValuePattern(pattern, StringComparison.Ordinal).Matches(value).ShouldBe(matches);

    [Fact]
    public void Matches_AnyPattern_IsTheRegularExpressionOfIt() =>
        Prop.ForAll(
                Patterns.ToArbitrary(),
                Values.ToArbitrary(),
                Gen.Elements(StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase).ToArbitrary(),
                (pattern, value, comparison) =>
                    new ValuePattern(pattern, comparison).Matches(value)
                    == Regex.IsMatch(
                        value,
                        $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}\\z",
                        comparison == StringComparison.Ordinal ? RegexOptions.None : RegexOptions.IgnoreCase,
                        TimeSpan.FromSeconds(10)
                    )
            )
            .Holds(20_000);
}
