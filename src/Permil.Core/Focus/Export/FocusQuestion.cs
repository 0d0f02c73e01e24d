using Permil.Billing;
using Permil.Billing.Invoices;

namespace Permil.Focus.Export;

/// <summary>Which rows are asked for: those of one account in one billing period.</summary>
public sealed record FocusQuestion
{
    /// <summary>
    /// What usage of no account is exported under: the specification wants an id. It is what reports say of it;
    /// <c>default</c> is an account, made with the first key.
    /// </summary>
    public const string NoAccount = "(none)";

    /// <summary>The billing account; empty: usage that is of none.</summary>
    public required string Account { get; init; }

    public required BillingMonth Month { get; init; }

    /// <summary>What the book holds of the account, in the order of entries.</summary>
    public required IReadOnlyList<IssuedInvoice> History { get; init; }

    /// <summary>What a month without an invoice is made by.</summary>
    public required BillingTerms Terms { get; init; }

    /// <summary>The last stored event that a month without an invoice sees.</summary>
    public required long ThroughSequence { get; init; }

    public FocusGranularity Granularity { get; init; }

    /// <summary>How much usage is held at once where it can be told stretch by stretch: events by meter.</summary>
    internal long MostUses { get; init; } = 500_000;
}
