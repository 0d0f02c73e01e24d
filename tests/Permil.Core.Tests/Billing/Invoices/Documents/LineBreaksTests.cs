using FsCheck;
using FsCheck.Fluent;

namespace Permil.Billing.Invoices.Documents;

public sealed class LineBreaksTests
{
    [Fact]
    public void Of_Texts_BreakAtSpacesThenJointsThenAnywhere()
    {
        Lines("one two three", 8).ShouldBe(["one two", "three"]);
        Lines("maker/long-model-name", 12).ShouldBe(["maker/long-", "model-name"]);
        Lines("abcdefghij", 4).ShouldBe(["abcd", "efgh", "ij"]);
        Lines("", 4).ShouldBe([""]);
    }

    [Theory]
    [InlineData("ab cd", 5, "ab cd")]
    [InlineData("a bc de", 4, "a bc|de")]
    [InlineData("a bc de", 3, "a|bc|de")]
    [InlineData("one-x two", 5, "one-x|two")]
    [InlineData("-abcdef", 4, "-abc|def")]
    [InlineData("a-bcdef", 4, "a-|bcde|f")]
    [InlineData("  a  b  ", 1, "a|b")]
    [InlineData("ab", 0, "a|b")]
    public void Of_Text_FillsLinesAsFarAsTheyGo(string text, int width, string lines) =>
        string.Join('|', Lines(text, width)).ShouldBe(lines);

    [Theory]
    [InlineData("\U0001F600", "\U0001F600")]
    [InlineData("\U0001F600b", "\U0001F600|b")]
    [InlineData("a\U0001F600", "a|\U0001F600")]
    public void Of_PairWiderThanALine_HasALineOfItsOwn(string text, string lines) =>
        string.Join('|', Lines(text, 1)).ShouldBe(lines);

    [Fact]
    public void Of_MoreLinesThanAllowed_AreCutWithAnEllipsis() =>
        LineBreaks.Of("abcdefghijkl", text => text.Length, 5, 2).ShouldBe(["abcde", "fg..."]);

    [Fact]
    public void Of_PairsOfSurrogates_AreNotTorn() =>
        Lines("a\U0001F600\U0001F600b", 2).ShouldBe(["a", "\U0001F600", "\U0001F600", "b"]);

    [Fact]
    public void Of_AnyText_LosesOnlySpacesAndNoLineIsTooWide() =>
        Prop.ForAll(
                Gen.Elements("abc-/ xyz".ToCharArray()).ArrayOf().Select(letters => new string(letters)).ToArbitrary(),
                Gen.Choose(1, 12).ToArbitrary(),
                (text, width) =>
                {
                    var lines = Lines(text, width);
                    return lines.All(line => line.Length <= width)
                        && string.Concat(lines).Replace(" ", "", StringComparison.Ordinal)
                            == text.Replace(" ", "", StringComparison.Ordinal);
                }
            )
            .Holds(500);

    private static IReadOnlyList<string> Lines(string text, int width) =>
        LineBreaks.Of(text, part => part.Length, width);
}
