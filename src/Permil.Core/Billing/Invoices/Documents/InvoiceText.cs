namespace Permil.Billing.Invoices.Documents;

/// <summary>An invoice for a terminal, <see cref="Width"/> columns wide.</summary>
public static class InvoiceText
{
    public const int Width = 100;

    private const int SummaryIndent = 40;
    private const int Half = Width / 2;

    /// <param name="output">Where to; left open.</param>
    /// <param name="invoice">A draft, or as issued.</param>
    /// <param name="isVoid">Whether it was taken back since.</param>
    public static void Write(TextWriter output, Invoice invoice, bool isVoid = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var line in LinesOf(InvoiceLayout.Of(invoice, isVoid)))
        {
            output.Write(line.TrimEnd());
            output.Write('\n');
        }
    }

    internal static IReadOnlyList<string> Wrap(string text, int width) =>
        LineBreaks.Of(PrintedText.Of(text), line => line.Length, width);

    private static IEnumerable<string> LinesOf(InvoiceLayout layout) =>
        [
            .. HeadOf(layout),
            .. new InvoiceTextTable(layout).Lines(),
            .. layout.Summary.SelectMany(SumOf),
            "",
            .. layout.Remarks.SelectMany(remark => Wrap(remark, Width)),
        ];

    private static IEnumerable<string> HeadOf(InvoiceLayout layout)
    {
        yield return layout.Title.ToUpperInvariant();
        foreach (var line in layout.Notice is { } notice ? Wrap(notice, Width) : [])
        {
            yield return line;
        }

        yield return "";
        var from = AddressOf(layout.From);
        var to = AddressOf(layout.To);
        for (var i = 0; i < Math.Max(from.Count, to.Count); i++)
        {
            yield return $"{from.ElementAtOrDefault(i), -Half}{to.ElementAtOrDefault(i)}";
        }

        yield return "";
        var labels = layout.Facts.Max(fact => fact.Label.Length) + 2;
        foreach (var (label, value) in layout.Facts)
        {
            foreach (var (i, line) in Wrap(value, Width - labels).Index())
            {
                yield return (i == 0 ? label : "").PadRight(labels) + line;
            }
        }

        yield return "";
        if (layout.Reason is { } reason)
        {
            foreach (var line in Wrap($"Why: {reason}", Width))
            {
                yield return line;
            }

            yield return "";
        }
    }

    private static List<string> AddressOf(InvoiceAddress address) =>
        [
            address.Heading.ToUpperInvariant(),
            .. Wrap(address.Name, Half - 2),
            .. address.Lines.SelectMany(line => Wrap(line, Half - 2)),
        ];

    private static IEnumerable<string> SumOf(InvoiceSum sum)
    {
        if (sum.Kind != InvoiceSumKind.Part)
        {
            yield return new string(' ', SummaryIndent) + new string('-', Width - SummaryIndent);
        }

        var labelWidth = Width - SummaryIndent - sum.Amount.Length - 1;
        var label = Wrap(sum.Label, Math.Max(labelWidth, 1));
        for (var i = 0; i < label.Count; i++)
        {
            var indented = new string(' ', SummaryIndent) + label[i];
            yield return i < label.Count - 1 ? indented : indented + sum.Amount.PadLeft(Width - indented.Length);
        }
    }
}
