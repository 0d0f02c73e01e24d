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

    /// <summary>A page may end with a row, a sum or a remark, and begin with all of them but a sum.</summary>
    [Fact]
    public void Set_AnyNumberOfLines_NoPageEndsWithAHeadOrBeginsWithASum()
    {
        for (var lines = 1; lines < 60; lines++)
        {
            var usage = SampleInvoices.Long(lines).Lines.Where(line => line.Line.Key.Model is not null);
            var invoice = SampleInvoices.Of([.. usage, .. SampleInvoices.Full.Lines.Where(line => line.IsCorrection)]);
            var layout = InvoiceLayout.Of(invoice);
            var heads = layout
                .Sections.SelectMany(section => section.Groups.Select(group => group.Title).Append(section.Title))
                .Append("Amount")
                .Append(layout.Sections[^1].Intro)
                .ToHashSet();
            var pages = PaperOf(invoice).Pages;
            foreach (var (i, page) in pages.Index())
            {
                // Behind them are the margins' texts.
                var texts = page.Texts.SkipLast(i == 0 ? 2 : 4).Select(text => text.Text).ToList();
                texts.ShouldNotBeEmpty($"{lines} lines, page {i + 1}");
                heads.ShouldNotContain(texts[^1], $"{lines} lines, page {i + 1}");
                texts[0].ShouldNotBe("Sum", $"{lines} lines, page {i + 1}");
            }
        }
    }

    private static PdfDocument PaperOf(Invoice invoice) =>
        new InvoicePaper(InvoiceLayout.Of(invoice), SampleInvoices.October.End).Set();
}
