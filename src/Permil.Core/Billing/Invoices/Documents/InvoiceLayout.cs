using System.Globalization;
using Permil.Rating;

namespace Permil.Billing.Invoices.Documents;

/// <summary>
/// What an invoice says to people, in texts and in order: the forms for the terminal, the browser and paper differ only in
/// how they set it.
/// </summary>
public sealed record InvoiceLayout
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>What the document is.</summary>
    public required string Title { get; init; }

    /// <summary>What one must know before reading on, for example that it is a draft.</summary>
    public string? Notice { get; init; }

    /// <summary>Names the document on every page.</summary>
    public required string Name { get; init; }

    /// <summary>Who wrote it, for page ends.</summary>
    public required InvoiceAddress From { get; init; }

    public required InvoiceAddress To { get; init; }

    /// <summary>The total is the last.</summary>
    public required IReadOnlyList<InvoiceFact> Facts { get; init; }

    /// <summary>Of a note: why.</summary>
    public string? Reason { get; init; }

    public required IReadOnlyList<InvoiceSection> Sections { get; init; }

    /// <summary>From the sections to the total, which is the last.</summary>
    public required IReadOnlyList<InvoiceSum> Summary { get; init; }

    /// <summary>Payment, what is not on it, how it was made.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Whether any row says whose usage it is.</summary>
    public bool HasSubAccounts =>
        Sections.Any(section => section.Groups.Any(group => group.Rows.Any(row => row.SubAccount is not null)));

    /// <param name="invoice">A draft, or as issued.</param>
    /// <param name="isVoid">Whether it was taken back since: said on top, all else stays as issued.</param>
    public static InvoiceLayout Of(Invoice invoice, bool isVoid = false)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        var figures = new InvoiceFigures(invoice);
        var sections = new InvoiceSections(invoice, figures);
        var month = InvoiceFigures.Month(invoice.Month);
        return new InvoiceLayout
        {
            Title = TitleOf(invoice, isVoid),
            Notice =
                isVoid ? "This document is void: nothing is owed by it."
                : invoice.Number is null ? "This is a draft, not an invoice. It may change until it is issued."
                : null,
            Name = invoice.Number ?? $"Draft for {month}",
            From = InvoiceAddress.Of("From", invoice.Issuer.Party),
            To = InvoiceAddress.Of("To", invoice.Customer),
            Facts = [.. FactsOf(invoice, month, figures.Total(invoice.Total))],
            Reason = invoice.Reason,
            Sections = [.. sections.Own.Concat(sections.Corrections).Select(section => section.Section)],
            Summary = [.. SummaryOf(invoice, sections, figures)],
            Remarks = [.. InvoiceRemarks.Of(invoice, figures, isVoid)],
        };
    }

    private static string TitleOf(Invoice invoice, bool isVoid)
    {
        var kind = invoice.Kind switch
        {
            InvoiceKind.CreditNote => "Credit note",
            InvoiceKind.DebitNote => "Debit note",
            _ => "Invoice",
        };
        return isVoid ? $"{kind} (void)"
            : invoice.Number is null ? $"Draft {kind.ToLowerInvariant()}"
            : kind;
    }

    private static IEnumerable<InvoiceFact> FactsOf(Invoice invoice, string month, string total)
    {
        if (invoice.Number is { } number)
        {
            yield return new InvoiceFact("Number", number);
        }

        if (invoice.Corrects is { } corrected)
        {
            yield return new InvoiceFact("Corrects", corrected);
        }

        yield return new InvoiceFact("Month", month);
        if (invoice.IssuedAt is { } issued)
        {
            yield return new InvoiceFact("Issued on", issued.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture));
        }

        if (invoice.DueOn is { } due && invoice.Total > 0)
        {
            yield return new InvoiceFact("Due on", due.ToString(Day, CultureInfo.InvariantCulture));
        }

        yield return new InvoiceFact("Account", invoice.Account);
        yield return new InvoiceFact("Currency", invoice.Currency);
        yield return new InvoiceFact(TotalLabelOf(invoice), total);
    }

    private static IEnumerable<InvoiceSum> SummaryOf(Invoice invoice, InvoiceSections sections, InvoiceFigures figures)
    {
        var sum = 0m;
        InvoiceSum Part(string label, decimal billed)
        {
            sum = Exact.Add(sum, billed);
            return new InvoiceSum(label, figures.Amount(billed), InvoiceSumKind.Part);
        }

        foreach (var (section, billed) in sections.Own)
        {
            yield return Part(section.Title, billed);
        }

        if (sections.Tax.Count > 0)
        {
            yield return new InvoiceSum("Before tax", figures.Amount(sum), InvoiceSumKind.Subtotal);
        }

        foreach (var tax in sections.Tax)
        {
            yield return Part(tax.Description, tax.Line.BilledCost);
        }

        foreach (var (section, billed) in sections.Corrections)
        {
            yield return Part(section.Title, billed);
        }

        if (sections.Rounding.Count > 0)
        {
            yield return new InvoiceSum("Sum, not rounded", figures.Amount(sum), InvoiceSumKind.Subtotal);
        }

        foreach (var rounding in sections.Rounding)
        {
            yield return Part(rounding.Description, rounding.Line.BilledCost);
        }

        yield return new InvoiceSum(TotalLabelOf(invoice), figures.Total(invoice.Total), InvoiceSumKind.Total);
    }

    private static string TotalLabelOf(Invoice invoice) =>
        invoice.Total < 0 ? "Total in your favour"
        : invoice.Number is null ? "Total of this draft"
        : "Total due";
}
