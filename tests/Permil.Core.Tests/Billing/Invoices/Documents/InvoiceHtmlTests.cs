using System.Text.RegularExpressions;
using Permil.Billing.Contracts;

namespace Permil.Billing.Invoices.Documents;

public sealed partial class InvoiceHtmlTests
{
    [Fact]
    public void Write_EveryKindOfLine_IsAsExpected() =>
        ExpectedDocument.Verify("full.html", Written(SampleInvoices.Full));

    [Fact]
    public void Write_DraftWithoutSubAccounts_SaysSoAndHasNoColumnForThem() =>
        ExpectedDocument.Verify("draft.html", Written(SampleInvoices.Draft));

    [Fact]
    public void Write_TextsFromOutside_AreNeverMarkup()
    {
        const string Bad = "</style><script>alert('x')</script>&\"<!--";
        var invoice = SampleInvoices.Full with
        {
            Number = Bad,
            Account = Bad,
            Reason = Bad,
            Customer = new Party { Name = Bad, Address = [Bad] },
            Unpriced = [Bad],
            Lines = [.. SampleInvoices.Full.Lines.Select(line => Renamed(line, Bad))],
        };

        var html = Written(invoice);

        html.ShouldNotContain("<script");
        html.ShouldNotContain("<!--");
        html.Split("</style>").Length.ShouldBe(2);
        TagsOf(html).Except(TagsOf(Written(SampleInvoices.Full))).ShouldBe(["p"]);
    }

    [Fact]
    public void Write_File_NeedsNothingFromElsewhere()
    {
        var html = Written(SampleInvoices.Awkward);

        foreach (var word in new[] { "http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link" })
        {
            html.ShouldNotContain(word);
        }
    }

    private static InvoiceLine Renamed(InvoiceLine line, string name) =>
        line with
        {
            Description = name,
            Line = line.Line with
            {
                Key = line.Line.Key with
                {
                    Model = name,
                    SubAccount = name,
                    PricingUnit = name,
                    Provider = name,
                    Meter = line.Line.Key.Meter is null ? null : name,
                },
            },
        };

    // The reason has a paragraph of its own kind; the full invoice has none.
    private static IEnumerable<string> TagsOf(string html) =>
        Tag().Matches(html).Select(tag => tag.Groups["b"].Success ? "p" : $"<{tag.Groups["a"].Value}>").Distinct();

    [GeneratedRegex("<(?<a>[a-z0-9]+)(?<b> class=\"reason\")?[ >]", RegexOptions.None, 20_000)]
    private static partial Regex Tag();

    private static string Written(Invoice invoice)
    {
        using var output = new StringWriter();
        InvoiceHtml.Write(output, invoice);
        return output.ToString();
    }
}
