namespace Permil.Billing.Ledgers;

/// <summary>What balances are told apart by within a billing account.</summary>
/// <param name="Account">Where it is booked.</param>
/// <param name="CreditKind">Of <see cref="LedgerAccount.Credit"/>.</param>
/// <param name="Subject">The credit or commitment it is about.</param>
public readonly record struct LedgerPlace(LedgerAccount Account, CreditKind? CreditKind, string? Subject)
    : IComparable<LedgerPlace>
{
    public static LedgerPlace Of(LedgerEntry entry) => new(entry.Account, entry.CreditKind, entry.Subject);

    public LedgerEntry Entry(decimal amount) => new(Account, Subject, amount) { CreditKind = CreditKind };

    public int CompareTo(LedgerPlace other)
    {
        var order = Account.CompareTo(other.Account);
        order = order != 0 ? order : Nullable.Compare(CreditKind, other.CreditKind);
        return order != 0 ? order : string.CompareOrdinal(Subject, other.Subject);
    }

    public static bool operator <(LedgerPlace left, LedgerPlace right) => left.CompareTo(right) < 0;

    public static bool operator <=(LedgerPlace left, LedgerPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >(LedgerPlace left, LedgerPlace right) => left.CompareTo(right) > 0;

    public static bool operator >=(LedgerPlace left, LedgerPlace right) => left.CompareTo(right) >= 0;
}
