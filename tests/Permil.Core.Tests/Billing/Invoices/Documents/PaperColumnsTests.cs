using Permil.Pdf;
using Permil.Usage;

namespace Permil.Billing.Invoices.Documents;

public sealed class PaperColumnsTests
{
    /// <summary>By units of so many letters.</summary>
    [Theory]
    [InlineData("search", 24, false, 7.5)]
    [InlineData("search", 25, false, 7.4)]
    [InlineData("search", 30, false, 6.8)]
    [InlineData("search", 31, true, 7.5)]
    [InlineData("search", 78, true, 7.5)]
    [InlineData("search", 79, true, 7.4)]
    [InlineData("search", 90, true, 6.7)]
    [InlineData(null, 42, false, 7.5)]
    [InlineData(null, 43, false, 7.4)]
    [InlineData(null, 50, false, 6.8)]
    [InlineData(null, 51, true, 7.5)]
    public void Columns_WiderFigures_AreSmallerThenOnTurnedPaperThenSmallerStill(
        string? subAccount,
        int unitLetters,
        bool isTurned,
        double size
    )
    {
        var columns = Of(unitLetters, subAccount);

        (columns.PageWidth > columns.PageHeight).ShouldBe(isTurned);
        columns.Size.ShouldBe(size, 0.001);
        columns.ItemWidth.ShouldBeGreaterThan(95);
        (columns.SubAccountWidth > 75).ShouldBe(subAccount is not null);
        (columns.SubAccountWidth == 0).ShouldBe(subAccount is null);
    }

    private static PaperColumns Of(int unitLetters, string? subAccount)
    {
        var line = SampleInvoices.Tokens("m", Mode.Batch, "input_tokens", subAccount, 1m, 1m, 1m);
        var key = line.Line.Key with { PricingUnit = new string('u', unitLetters) };
        var invoice = SampleInvoices.Of([line with { Line = line.Line with { Key = key } }]);
        return new PaperColumns(InvoiceLayout.Of(invoice), new PdfDocument("", "", SampleInvoices.October.End).Bold);
    }
}
