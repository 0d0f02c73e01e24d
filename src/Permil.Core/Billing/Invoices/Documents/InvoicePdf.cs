namespace Permil.Billing.Invoices.Documents;

/// <summary>An invoice on A4, with its fonts; the same invoice is always the same bytes.</summary>
public static class InvoicePdf
{
    /// <param name="output">Where to; left open.</param>
    /// <param name="invoice">A draft, or as issued.</param>
    /// <param name="isVoid">Whether it was taken back since.</param>
    public static void Write(Stream output, Invoice invoice, bool isVoid = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(invoice);
        // A draft is of no day; it states the end of its month.
        var paper = new InvoicePaper(InvoiceLayout.Of(invoice, isVoid), invoice.IssuedAt ?? invoice.Month.End);
        paper.Set().Write(output);
    }
}
