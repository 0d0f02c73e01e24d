using Permil.Usage;

namespace Permil.Billing.Invoices.Documents;

public sealed class InvoiceTextTests
{
    [Fact]
    public void Write_EveryKindOfLine_IsAsExpected() =>
        ExpectedDocument.Verify("full.txt", Written(SampleInvoices.Full));

    [Fact]
    public void Write_NarrowFigures_StandBesideNames() =>
        ExpectedDocument.Verify("short.txt", Written(SampleInvoices.Short));

    [Fact]
    public void Write_NoteWithLongNames_IsAsExpected() =>
        ExpectedDocument.Verify("note.txt", Written(SampleInvoices.Note));

    [Fact]
    public void Write_Draft_IsAsExpected() => ExpectedDocument.Verify("draft.txt", Written(SampleInvoices.Draft));

    [Fact]
    public void Write_LongNamesAndFigures_AreAsExpected() =>
        ExpectedDocument.Verify("awkward.txt", Written(SampleInvoices.Awkward));

    [Theory]
    [InlineData(1_234.567891, true)]
    [InlineData(12_345.678912, false)]
    public void Write_TwentyColumnsForNames_AreTheFewestBesideFigures(double millions, bool isBeside)
    {
        var line = SampleInvoices.Tokens("m", Mode.Batch, "input_tokens", null, (decimal)millions, 1m, 1m);

        var row = Written(SampleInvoices.Of([line]))
            .Split('\n')
            .Single(text => text.StartsWith("    Input tokens, batch", StringComparison.Ordinal));

        row.Length.ShouldBe(isBeside ? InvoiceText.Width : "    Input tokens, batch".Length);
    }

    [Fact]
    public void Write_LongNamesAndFigures_NoLineIsTooWide()
    {
        var lines = Written(SampleInvoices.Awkward).Split('\n');

        lines.Where(line => line.Length > InvoiceText.Width).ShouldBeEmpty();
        string.Concat(lines.Select(line => line.Trim())).ShouldContain(SampleInvoices.LongModel);
    }

    [Fact]
    public void Write_FiguresWiderThanTheTerminal_AreWhole() =>
        Written(
                SampleInvoices.Of([
                    SampleInvoices.Tokens("m", Mode.Batch, "input_tokens", null, 9_876_543_210_123.123456m, 1m, 1m),
                ])
            )
            .Split("9,876,543,210,123.123456")
            .Length.ShouldBeGreaterThan(4);

    [Fact]
    public void Write_NamesFromOutside_CannotMoveTheCursor() =>
        Written(SampleInvoices.Awkward)
            .Where(character => char.IsControl(character) && character != '\n')
            .ShouldBeEmpty();

    [Fact]
    public void Write_Void_IsSaidFirst()
    {
        using var output = new StringWriter();
        InvoiceText.Write(output, SampleInvoices.Full, isVoid: true);

        output.ToString().ShouldStartWith("INVOICE (VOID)\nThis document is void");
        output.ToString().ShouldNotContain("Payment is due");
    }

    private static string Written(Invoice invoice)
    {
        using var output = new StringWriter();
        InvoiceText.Write(output, invoice);
        return output.ToString();
    }
}
