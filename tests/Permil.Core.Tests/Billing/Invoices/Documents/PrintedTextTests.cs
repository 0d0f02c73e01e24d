namespace Permil.Billing.Invoices.Documents;

public sealed class PrintedTextTests
{
    [Theory]
    [InlineData(0x00)]
    [InlineData(0x0a)]
    [InlineData(0x1b)]
    [InlineData(0x7f)]
    [InlineData(0x9b)]
    [InlineData(0x200e)]
    [InlineData(0x200f)]
    [InlineData(0x2028)]
    [InlineData(0x2029)]
    [InlineData(0x202a)]
    [InlineData(0x202b)]
    [InlineData(0x202e)]
    [InlineData(0x2066)]
    [InlineData(0x2067)]
    [InlineData(0x2069)]
    public void Of_MovesTheCursorOrTurnsTheLine_IsReplaced(int character) =>
        PrintedText.Of($"a{(char)character}b").ShouldBe("a\ufffdb");

    [Theory]
    [InlineData(" ")]
    [InlineData("\u00a0")]
    [InlineData("\u00df")]
    [InlineData("\u200d")]
    [InlineData("\u2010")]
    [InlineData("\u2027")]
    [InlineData("\u202f")]
    [InlineData("\u2065")]
    [InlineData("\u206a")]
    [InlineData("\u6771")]
    [InlineData("\U0001F600")]
    public void Of_AnyOther_StaysAsItIs(string character) =>
        PrintedText.Of($"a{character}b").ShouldBe($"a{character}b");

    [Fact]
    public void Of_HalfOfACharacter_IsReplaced() => PrintedText.Of("a" + '\ud83d' + "b").ShouldBe("a\ufffdb");
}
