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
