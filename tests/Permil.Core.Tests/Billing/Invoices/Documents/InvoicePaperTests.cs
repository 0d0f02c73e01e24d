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
