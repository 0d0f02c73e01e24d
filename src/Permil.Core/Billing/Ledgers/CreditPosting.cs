using Permil.Json;
using Permil.Rating;

namespace Permil.Billing.Ledgers;

/// <summary>What credits book beside the invoices that use them.</summary>
internal static class CreditPosting
{
    /// <summary>
    /// A credit that is granted. Where it is in the ledger already and is now another amount or of another kind, the
    /// difference.
    /// </summary>
    /// <returns><see langword="null"/> when the ledger says so already.</returns>
    public static LedgerTransaction? Granted(Ledger ledger, Credit credit)
    {
        var before = GrantsOf(ledger, credit).ToList();
        var sums = new EntrySums();
        sums.Add(OtherSide(credit, LedgerAccount.PrepaidReceived), credit.Amount);
        sums.Add(PlaceOf(credit), -credit.Amount);
        foreach (var grant in before)
        {
            sums.Add(grant.Entries, -1);
        }

        var entries = sums.ToEntries();
        return entries.Count == 0
            ? null
            : new LedgerTransaction
            {
                Id = LedgerIds.Granted(credit.Id, before.Count + 1),
                Kind = LedgerTransactionKind.Granted,
                Account = credit.Account,
                Time = credit.GrantedAt,
                Text =
                    before.Count == 0
                        ? $"{KindName(credit)} credit {credit.Id} granted"
                        : $"{KindName(credit)} credit {credit.Id} is now {DecimalText.Of(credit.Amount)}",
                Entries = entries,
            };
    }

    /// <summary>
    /// Takes what is left of a credit out of the ledger when it has expired, and puts it back where it has not after all.
    /// </summary>
    /// <param name="ledger">With everything but this.</param>
    /// <param name="credit">The credit.</param>
    /// <param name="isExpired">Whether the months that are invoiced reach its end.</param>
    /// <param name="document">The name of the transaction with which it is settled.</param>
    /// <param name="time">When that is booked.</param>
    /// <returns><see langword="null"/> when nothing changes.</returns>
    public static LedgerTransaction? Expired(
        Ledger ledger,
        Credit credit,
        bool isExpired,
        string document,
        DateTimeOffset time
    )
    {
        var amount = isExpired ? ledger.CreditLeft(credit.Account, credit.Id) : -ExpiredBefore(ledger, credit);
        if (amount == 0)
        {
            return null;
        }

        var sums = new EntrySums();
        sums.Add(PlaceOf(credit), amount);
        sums.Add(OtherSide(credit, LedgerAccount.CreditLapsed), -amount);
        return new LedgerTransaction
        {
            Id = LedgerIds.Expired(document, credit.Id),
            Kind = LedgerTransactionKind.Expired,
            Account = credit.Account,
            Time = time,
            Text =
                amount > 0
                    ? $"{KindName(credit)} credit {credit.Id} expired"
                    : $"{KindName(credit)} credit {credit.Id}: part of what had expired is back",
            Entries = sums.ToEntries(),
        };
    }

    private static IEnumerable<LedgerTransaction> GrantsOf(Ledger ledger, Credit credit) =>
        Of(ledger, credit, LedgerTransactionKind.Granted);

    private static decimal ExpiredBefore(Ledger ledger, Credit credit) =>
        Of(ledger, credit, LedgerTransactionKind.Expired)
            .SelectMany(transaction => transaction.Entries)
            .Where(entry => entry.Account == LedgerAccount.Credit)
            .Aggregate(0m, (sum, entry) => Exact.Add(sum, entry.Amount));

    private static IEnumerable<LedgerTransaction> Of(Ledger ledger, Credit credit, LedgerTransactionKind kind) =>
        ledger.Transactions.Where(transaction =>
            transaction.Kind == kind
            && transaction.Account == credit.Account
            && transaction.Entries.Any(entry => entry.Account == LedgerAccount.Credit && entry.Subject == credit.Id)
        );

    private static LedgerPlace PlaceOf(Credit credit) => new(LedgerAccount.Credit, credit.Kind, credit.Id);

    /// <summary>What nobody paid for is the issuer's cost.</summary>
    private static LedgerPlace OtherSide(Credit credit, LedgerAccount ofPrepaid) =>
        new(credit.Kind == CreditKind.Prepaid ? ofPrepaid : LedgerAccount.CreditCost, null, null);

    private static string KindName(Credit credit)
    {
        var name = EnumName.Of(credit.Kind);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
