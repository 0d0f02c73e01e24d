namespace Permil.Billing.Ledgers;

/// <summary>One side of a transaction.</summary>
/// <param name="Account">Where it is booked.</param>
/// <param name="Subject">The credit or commitment it is about; <see langword="null"/> elsewhere.</param>
/// <param name="Amount">A debit above 0, a credit below 0; exact.</param>
public readonly record struct LedgerEntry(LedgerAccount Account, string? Subject, decimal Amount)
{
    /// <summary>Of entries on <see cref="LedgerAccount.Credit"/>: each kind of credit has a balance of its own.</summary>
    public CreditKind? CreditKind { get; init; }
}
