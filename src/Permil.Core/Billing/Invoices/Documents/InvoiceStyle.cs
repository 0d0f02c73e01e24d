namespace Permil.Billing.Invoices.Documents;

/// <summary>How the HTML form looks, on the screen and on paper.</summary>
internal static class InvoiceStyle
{
    private const string Sheet = """
        :root { color-scheme: light; }
        * { box-sizing: border-box; }
        body { margin: 0; background: #f4f4f2; color: #1d2126; font: 13px/1.45 "Liberation Sans", Arial, Helvetica, sans-serif; }
        main { max-width: 1040px; margin: 24px auto; padding: 48px 52px; background: #fff; }
        h1 { margin: 0 0 4px; font-size: 24px; font-weight: 700; color: #1f4e79; }
        h2 { margin: 0 0 4px; font-size: 14px; break-after: avoid; }
        p { margin: 0 0 6px; }
        .notice { padding: 6px 10px; border-left: 3px solid #1f4e79; font-weight: 700; }
        .head { display: grid; grid-template-columns: 1fr 1fr auto; gap: 24px; margin: 20px 0 24px; }
        address { font-style: normal; overflow-wrap: anywhere; }
        address > * { display: block; }
        .label, dt, thead th { color: #5b6470; font-weight: 400; font-size: 11px; }
        dl { display: grid; grid-template-columns: auto auto; gap: 0 16px; margin: 0; align-content: start; align-items: baseline; }
        dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
        dd:last-child { font-weight: 700; }
        section { margin-top: 28px; }
        table { width: 100%; border-collapse: collapse; }
        th { text-align: left; font-weight: 400; }
        td, th { padding: 3px 0 3px 12px; vertical-align: top; overflow-wrap: anywhere; }
        td:first-child, th:first-child { padding-left: 0; }
        td + td { overflow-wrap: normal; }
        thead th { border-bottom: 1px solid #1d2126; white-space: nowrap; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .group th { padding-top: 10px; font-weight: 700; }
        tbody tr + tr > * { border-top: 1px solid #e6e8ea; }
        .group + tr > * { border-top: 0 !important; }
        .sum th, .sum td { border-top: 1px solid #1d2126; font-weight: 700; }
        small { display: block; color: #5b6470; font-size: 11px; }
        .summary { width: 26em; margin: 32px 0 24px auto; break-inside: avoid; }
        .summary .subtotal > * { border-top: 1px solid #5b6470; }
        .summary .total > * { border-top: 2px solid #1f4e79; padding-top: 8px; font-size: 16px; font-weight: 700; }
        footer { padding-top: 12px; border-top: 1px solid #e6e8ea; color: #5b6470; font-size: 11px; overflow-wrap: anywhere; }
        tr { break-inside: avoid; }
        .group { break-after: avoid; }
        .sum { break-before: avoid; }
        @media print {
          body { background: #fff; font-size: 8.5pt; }
          main { max-width: none; margin: 0; padding: 0; }
          .label, dt, thead th, small, footer { font-size: 7.5pt; }
        }
        """;

    public static IEnumerable<string> Of(InvoiceLayout layout) =>
        [
            .. Sheet.ReplaceLineEndings("\n").Split('\n'),
            "@page { size: A4; margin: 16mm 15mm 20mm;",
            $"  @bottom-left {{ content: {Quoted(layout.Name)}; font: 7.5pt sans-serif; color: #5b6470; }}",
            "  @bottom-right { content: \"Page \" counter(page) \" of \" counter(pages); font: 7.5pt sans-serif; color: #5b6470; } }",
        ];

    // Inside a style element nothing is decoded but the sheet's own escapes: all but letters and digits is one.
    private static string Quoted(string text) =>
        "\"" + string.Concat(PrintedText.Of(text).EnumerateRunes().Select(Escaped)) + "\"";

    private static string Escaped(System.Text.Rune rune) =>
        System.Text.Rune.IsLetterOrDigit(rune) ? rune.ToString() : FormattableString.Invariant($"\\{rune.Value:x} ");
}
