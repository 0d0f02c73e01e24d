using Permil.Billing;

namespace Permil.Focus.Export;

/// <summary>A row of the dataset Billing Period: how far an issuer is with a month.</summary>
/// <param name="Month">The month.</param>
/// <param name="Issuer">Who invoices it.</param>
internal sealed record FocusBillingPeriod(BillingMonth Month, string Issuer)
{
    /// <summary>Whether it is invoiced and no account of the issuer has anything that is not.</summary>
    public bool IsClosed => HasDocuments && !HasDrafts;

    public bool HasDocuments { get; init; }

    public bool HasDrafts { get; init; }

    /// <summary>When its last document was issued or became void; before that its begin.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; } = Month.Start;
}
