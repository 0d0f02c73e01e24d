namespace Permil.Billing.Invoices.Documents;

/// <summary>The texts of an invoice that come from outside; <see langword="null"/> where there is none.</summary>
internal sealed class PaperTexts(InvoiceLayout layout)
{
    public IEnumerable<string?> All() =>
        [
            layout.From.Name,
            .. layout.From.Lines,
            layout.To.Name,
            .. layout.To.Lines,
            .. layout.Facts.Select(fact => fact.Value),
            layout.Reason,
            .. layout.Sections.SelectMany(Of),
            .. layout.Summary.Select(sum => sum.Label),
            .. layout.Remarks,
        ];

    private static IEnumerable<string?> Of(InvoiceSection section) =>
        [
            section.Title,
            .. section.Groups.Select(group => group.Title),
            .. section.Groups.SelectMany(group => group.Rows).SelectMany(Of),
        ];

    private static IEnumerable<string?> Of(InvoiceRow row) => [row.What, row.SubAccount, row.Unit, .. row.Details];
}
