using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

public sealed class InvoicePaperTests
{
    private const double Margin = 44.9;

    [Theory]
    [MemberData(nameof(SampleInvoices.Names), MemberType = typeof(SampleInvoices))]
    public void Set_Texts_NeitherTouchNorLeaveTheMargins(string sample)
    {
        foreach (var page in PaperOf(SampleInvoices.Named(sample)).Pages)
        {
            page.Texts.Where(text => text.X < Margin || text.Right > page.Width - Margin).ShouldBeEmpty();
            page.Texts.Where(text => text.Top < 20 || text.Baseline > page.Height - 30).ShouldBeEmpty();
            var pairs =
                from text in page.Texts
                from other in page.Texts
                where !ReferenceEquals(text, other)
                where text.Top < other.Baseline && other.Top < text.Baseline
                where text.X < other.Right + 1 && other.X < text.Right + 1
                select $"{text.Text} | {other.Text}";
            pairs.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("full")]
    [InlineData("draft")]
    [InlineData("note")]
    [InlineData("awkward")]
    public void Set_Sample_PagesAreAsExpected(string sample) =>
        ExpectedDocument.Verify($"{sample}.pages.txt", DrawnPages.Of(PaperOf(SampleInvoices.Named(sample))));

    [Fact]
    public void Set_LongInvoice_PagesThatGoOnAreAsExpected() =>
        ExpectedDocument.Verify("long.pages.txt", DrawnPages.Of(PaperOf(SampleInvoices.Named("long")), 2, 4));

    [Fact]
    public void Set_WideTotal_HasItsLabelBesideIt()
    {
        var invoice = SampleInvoices.Of([SampleInvoices.Adjustment("r", "x", 9_876_543_210_123_456_789_012.78m)]);

        var texts = PaperOf(invoice).Pages.Single().Texts;

        texts
            .Last(text => text.Text == "Total due")
            .Baseline.ShouldBe(texts.Last(text => text.Text == "USD 9,876,543,210,123,456,789,012.78").Baseline);
    }

    /// <summary>A page may end with a row, a sum or a remark, and begin with all of them but a sum.</summary>
    [Fact]
    public void Set_TablesAtAnyHeight_NoPageIsEmptyOrEndsWithAHeadOrBeginsWithASum()
    {
        var invoice = SampleInvoices.Full;
        for (var addressLines = 0; addressLines < 70; addressLines++)
        {
            var address = Enumerable.Range(1, addressLines).Select(i => FormattableString.Invariant($"Line {i}"));
            var moved = invoice with { Customer = invoice.Customer with { Address = [.. address] } };
            var layout = InvoiceLayout.Of(moved);
            var heads = layout
                .Sections.SelectMany(section => section.Groups.Select(group => group.Title).Append(section.Title))
                .Append("Amount")
                .Append(layout.Sections[^1].Intro)
                .ToHashSet();
            foreach (var (i, page) in PaperOf(moved).Pages.Index())
            {
                // Behind them are the margins' texts.
                var texts = page.Texts.SkipLast(i == 0 ? 2 : 4).Select(text => text.Text).ToList();
                texts.ShouldNotBeEmpty($"{addressLines} lines of address, page {i + 1}");
                heads.ShouldNotContain(texts[^1], $"{addressLines} lines of address, page {i + 1}");
                texts[0].ShouldNotBe("Sum", $"{addressLines} lines of address, page {i + 1}");
            }
        }
    }

    private static PdfDocument PaperOf(Invoice invoice) =>
        new InvoicePaper(InvoiceLayout.Of(invoice), SampleInvoices.October.End).Set();
}
