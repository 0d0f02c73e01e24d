namespace Permil.Billing.Invoices.Documents;

/// <summary>A part of an invoice that has a sum of its own.</summary>
/// <param name="Title">For example the service.</param>
/// <param name="Intro">What the section is about, where that is not plain.</param>
/// <param name="Groups">One or more.</param>
/// <param name="ListCost">The sum of its rows; <see langword="null"/> where they have none.</param>
/// <param name="Reduction">Likewise.</param>
/// <param name="Amount">The sum of its rows.</param>
public sealed record InvoiceSection(
    string Title,
    string? Intro,
    IReadOnlyList<InvoiceGroup> Groups,
    string? ListCost,
    string? Reduction,
    string Amount
)
{
    /// <summary>Whether no row has anything but an amount.</summary>
    public bool IsPlain => Groups.All(group => group.Rows.All(row => row.IsPlain));
}
