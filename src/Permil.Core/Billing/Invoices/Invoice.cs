using Permil.Billing.Contracts;

namespace Permil.Billing.Invoices;

/// <summary>A draft, or what was issued and never changes again.</summary>
public sealed record Invoice
{
    /// <summary>For example <c>INV-000001</c>; <see langword="null"/> for a draft.</summary>
    public string? Number { get; init; }

    public required InvoiceKind Kind { get; init; }

    public required string Account { get; init; }

    public required Issuer Issuer { get; init; }

    public required Party Customer { get; init; }

    public required BillingMonth Month { get; init; }

    /// <summary><see langword="null"/> for a draft.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary><see langword="null"/> for a draft.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The month's own lines, then corrections by month; at the end rounding, if there is any.</summary>
    public required IReadOnlyList<InvoiceLine> Lines { get; init; }

    /// <summary>The sum of all lines, in whole minor units of the currency: what is to be paid, below 0 what is returned.</summary>
    public required decimal Total { get; init; }

    /// <summary>Of a note: the number of the invoice whose month it prices anew.</summary>
    public string? Corrects { get; init; }

    /// <summary>Of a note: why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>What it was made by.</summary>
    public required InvoiceTerms Terms { get; init; }

    /// <summary>Usage of the month that is in no line since it has no price, in words, a fact a line.</summary>
    public required IReadOnlyList<string> Unpriced { get; init; }

    /// <summary>Events of the month of which it is not known what they used; they come as corrections once it is.</summary>
    public required long UnsettledEvents { get; init; }
}
