namespace Permil.Billing.Ledgers;

/// <summary>Where one place of a billing account stands.</summary>
/// <param name="Account">The billing account.</param>
/// <param name="Place">The place.</param>
/// <param name="Debits">The sum of debits, 0 or more.</param>
/// <param name="Credits">The sum of credits, 0 or more.</param>
public sealed record LedgerBalance(string Account, LedgerPlace Place, decimal Debits, decimal Credits)
{
    /// <summary>Above 0: more debits than credits.</summary>
    public decimal Amount => Rating.Exact.Add(Debits, -Credits);
}
