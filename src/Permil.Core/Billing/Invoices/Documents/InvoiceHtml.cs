using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Permil.Billing.Invoices.Documents;

/// <summary>An invoice as one HTML file without scripts or anything from elsewhere; it prints on A4 with page numbers.</summary>
public static class InvoiceHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="output">Where to; left open. To be stored as UTF-8.</param>
    /// <param name="invoice">A draft, or as issued.</param>
    /// <param name="isVoid">Whether it was taken back since.</param>
    public static void Write(TextWriter output, Invoice invoice, bool isVoid = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var line in LinesOf(InvoiceLayout.Of(invoice, isVoid)))
        {
            output.Write(line);
            output.Write('\n');
        }
    }

    private static IEnumerable<string> LinesOf(InvoiceLayout layout) =>
        [
            "<!doctype html>",
            "<html lang=\"en\">",
            "<head>",
            "<meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            $"<title>{Text($"{layout.Title} {layout.Name}")}</title>",
            "<style>",
            .. InvoiceStyle.Of(layout),
            "</style>",
            "</head>",
            "<body>",
            "<main>",
            .. HeadOf(layout),
            .. layout.Sections.SelectMany(section => SectionOf(section, layout.HasSubAccounts)),
            .. SummaryOf(layout),
            .. RemarksOf(layout),
            "</main>",
            "</body>",
            "</html>",
        ];

    private static IEnumerable<string> HeadOf(InvoiceLayout layout) =>
        [
            "<header>",
            $"<h1>{Text(layout.Title)}</h1>",
            .. layout.Notice is { } notice ? [$"<p class=\"notice\">{Text(notice)}</p>"] : Array.Empty<string>(),
            "<div class=\"head\">",
            .. AddressOf(layout.From),
            .. AddressOf(layout.To),
            "<dl>",
            .. layout.Facts.Select(fact => $"<dt>{Text(fact.Label)}</dt><dd>{Text(fact.Value)}</dd>"),
            "</dl>",
            "</div>",
            .. layout.Reason is { } reason ? [$"<p class=\"reason\">{Text(reason)}</p>"] : Array.Empty<string>(),
            "</header>",
        ];

    private static IEnumerable<string> AddressOf(InvoiceAddress address) =>
        [
            "<address>",
            $"<span class=\"label\">{Text(address.Heading)}</span>",
            $"<strong>{Text(address.Name)}</strong>",
            .. address.Lines.Select(line => $"<span>{Text(line)}</span>"),
            "</address>",
        ];

    private static IEnumerable<string> SectionOf(InvoiceSection section, bool hasSubAccounts)
    {
        var names = hasSubAccounts ? 2 : 1;
        var subAccount =
            !hasSubAccounts ? ""
            : section.IsPlain ? "<th></th>"
            : "<th scope=\"col\">Sub-account</th>";
        var headings = InvoiceColumns
            .HeadingsOf(section)
            .Select((heading, i) => $"<th scope=\"col\"{ClassOf(i)}>{heading}</th>");
        var sums = InvoiceColumns.Of(section).Select((sum, i) => $"<td{ClassOf(i)}>{Text(sum)}</td>");
        return
        [
            "<section>",
            $"<h2>{Text(section.Title)}</h2>",
            .. section.Intro is { } intro ? [$"<p>{Text(intro)}</p>"] : Array.Empty<string>(),
            "<table>",
            "<thead>",
            $"<tr><th scope=\"col\">Item</th>{subAccount}{string.Concat(headings)}</tr>",
            "</thead>",
            .. section.Groups.SelectMany(group => GroupOf(group, hasSubAccounts)),
            "<tbody class=\"sum\">",
            $"<tr><th scope=\"row\" colspan=\"{names}\">Sum</th>{string.Concat(sums)}</tr>",
            "</tbody>",
            "</table>",
            "</section>",
        ];
    }

    private static IEnumerable<string> GroupOf(InvoiceGroup group, bool hasSubAccounts)
    {
        var columns = InvoiceColumns.Headings.Count + (hasSubAccounts ? 2 : 1);
        return
        [
            "<tbody>",
            .. group.Title is { } title
                ? [$"<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{columns}\">{Text(title)}</th></tr>"]
                : Array.Empty<string>(),
            .. group.Rows.Select(row => RowOf(row, hasSubAccounts)),
            "</tbody>",
        ];
    }

    private static string RowOf(InvoiceRow row, bool hasSubAccounts)
    {
        var details = row.Details.Select(detail => $"<small>{Text(detail)}</small>");
        if (row.IsPlain)
        {
            var names = InvoiceColumns.Amount + (hasSubAccounts ? 2 : 1);
            return $"<tr><td colspan=\"{names}\">{Text(row.What)}{string.Concat(details)}</td><td class=\"n\">{Text(row.Amount)}</td></tr>";
        }

        var below = InvoiceColumns.Below(row);
        var figures = InvoiceColumns
            .Of(row)
            .Select(
                (text, i) =>
                    $"<td{ClassOf(i)}>{Text(text)}{(below?[i] is { Length: > 0 } more ? $"<small>{Text(more)}</small>" : "")}</td>"
            );
        var subAccount = hasSubAccounts ? $"<td>{Text(row.SubAccount ?? "")}</td>" : "";
        return $"<tr><td>{Text(row.What)}{string.Concat(details)}</td>{subAccount}{string.Concat(figures)}</tr>";
    }

    private static IEnumerable<string> SummaryOf(InvoiceLayout layout) =>
        [
            "<table class=\"summary\">",
            "<tbody>",
            .. layout.Summary.Select(sum =>
                $"<tr class=\"{sum.Kind.ToString().ToLowerInvariant()}\"><th scope=\"row\">{Text(sum.Label)}</th><td class=\"n\">{Text(sum.Amount)}</td></tr>"
            ),
            "</tbody>",
            "</table>",
        ];

    private static IEnumerable<string> RemarksOf(InvoiceLayout layout) =>
        ["<footer>", .. layout.Remarks.Select(remark => $"<p>{Text(remark)}</p>"), "</footer>"];

    private static string ClassOf(int column) => column == InvoiceColumns.Unit ? "" : " class=\"n\"";

    private static string Text(string text) => Encoder.Encode(PrintedText.Of(text));
}
