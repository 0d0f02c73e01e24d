using Permil.Billing.Invoices;
using Permil.Rating;

namespace Permil.Billing.Ledgers;

/// <summary>What happens to an invoice, in transactions: pure, from what the ledger holds already.</summary>
/// <remarks>
/// With every document the credits of the account are settled: those whose end the invoiced months have reached are left
/// with 0, whatever later documents use or give back of them.
/// </remarks>
public static class LedgerPosting
{
    /// <summary>What an issued invoice or note books, and the credits that came up with it.</summary>
    /// <param name="ledger">Of the account.</param>
    /// <param name="invoice">With its number.</param>
    /// <param name="credits">All that are known of the account.</param>
    /// <param name="invoicedUntil">The end of the last month that has an invoice, this one counted.</param>
    /// <exception cref="BillingRefusedException">More would be used of a credit than there is, or two have one id.</exception>
    public static IReadOnlyList<LedgerTransaction> OfIssue(
        Ledger ledger,
        Invoice invoice,
        IReadOnlyList<Credit> credits,
        DateTimeOffset invoicedUntil
    )
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(invoice);
        var issuedAt = invoice.IssuedAt!.Value;
        if (
            credits.GroupBy(credit => credit.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is
            { } twice
        )
        {
            throw new BillingRefusedException(
                $"credit {twice.Key} of {invoice.Account}: found twice, allowed: once in its contract and the account book"
            );
        }

        var begun = credits
            .Where(credit =>
                credit.GrantedAt <= issuedAt
                || credit.GrantedAt < invoicedUntil
                || ledger.Transactions.Any(booked => booked.Id == LedgerIds.Granted(credit.Id, 1))
            )
            .ToList();
        return Settled(
            ledger,
            OfGrants(ledger, begun),
            InvoicePosting.Of(invoice),
            new Settlement(begun, invoicedUntil, LedgerIds.Invoice(invoice.Number!), issuedAt)
        );
    }

    /// <summary>Takes back what an invoice has booked.</summary>
    /// <param name="ledger">Of the account.</param>
    /// <param name="invoice">The invoice.</param>
    /// <param name="credits">All that are known of the account.</param>
    /// <param name="invoicedUntil">The end of the last month that still has an invoice; <see langword="null"/>: none has.</param>
    /// <param name="time">When it is made void.</param>
    /// <param name="reason">Why, for people.</param>
    /// <exception cref="BillingRefusedException">A later invoice has used what this one gave back of a credit.</exception>
    public static IReadOnlyList<LedgerTransaction> OfVoid(
        Ledger ledger,
        Invoice invoice,
        IReadOnlyList<Credit> credits,
        DateTimeOffset? invoicedUntil,
        DateTimeOffset time,
        string reason
    )
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(invoice);
        var id = LedgerIds.Void(invoice.Number!);
        var issued = ledger.Transactions.FirstOrDefault(transaction =>
            transaction.Id == LedgerIds.Invoice(invoice.Number!)
        );
        var opposite = issued is null
            ? null
            : issued with
            {
                Id = id,
                Kind = LedgerTransactionKind.Voided,
                Time = time,
                Text = $"{InvoicePosting.DocumentName(invoice.Kind)} {invoice.Number} voided: {reason}",
                Entries = [.. issued.Entries.Select(entry => entry with { Amount = -entry.Amount })],
            };
        return Settled(ledger, [], opposite, new Settlement(credits, invoicedUntil, id, time));
    }

    /// <summary>What credits book that the ledger does not hold yet, or not as they are now.</summary>
    public static IReadOnlyList<LedgerTransaction> OfGrants(Ledger ledger, IEnumerable<Credit> credits) =>
        [.. credits.Select(credit => CreditPosting.Granted(ledger, credit)).OfType<LedgerTransaction>()];

    private sealed record Settlement(
        IReadOnlyList<Credit> Credits,
        DateTimeOffset? InvoicedUntil,
        string Document,
        DateTimeOffset Time
    );

    private static IReadOnlyList<LedgerTransaction> Settled(
        Ledger before,
        IReadOnlyList<LedgerTransaction> grants,
        LedgerTransaction? document,
        Settlement settlement
    )
    {
        var after = new Ledger([.. before.Transactions, .. grants]);
        if (document is not null)
        {
            after.Book(document);
        }

        // What makes a credit more comes before the document that uses it, what makes it less after it: it is never below 0.
        var putBack = new List<LedgerTransaction>();
        var takenOut = new List<LedgerTransaction>();
        foreach (var credit in settlement.Credits)
        {
            var isExpired = credit.ExpiresAt <= settlement.InvoicedUntil;
            var wasLeft = after.CreditLeft(credit.Account, credit.Id);
            if (CreditPosting.Expired(after, credit, isExpired, settlement.Document, settlement.Time) is { } expired)
            {
                after.Book(expired);
                (after.CreditLeft(credit.Account, credit.Id) > wasLeft ? putBack : takenOut).Add(expired);
            }
        }

        Check(after);
        return
        [
            .. putBack,
            .. grants.Where(grant => !Shrinks(grant)),
            .. document is null ? (LedgerTransaction[])[] : [document],
            .. grants.Where(Shrinks),
            .. takenOut,
        ];
    }

    private static bool Shrinks(LedgerTransaction grant) =>
        grant
            .Entries.Where(entry => entry.Account == LedgerAccount.Credit)
            .Aggregate(0m, (sum, entry) => Exact.Add(sum, entry.Amount)) > 0;

    private static void Check(Ledger ledger)
    {
        foreach (
            var credit in ledger
                .Balances.Where(balance => balance.Place.Account == LedgerAccount.Credit)
                .GroupBy(balance => (balance.Account, balance.Place.Subject))
        )
        {
            var left = -credit.Aggregate(0m, (sum, balance) => Exact.Add(sum, balance.Amount));
            if (left < 0)
            {
                throw new BillingRefusedException(
                    $"credit {credit.Key.Subject} of {credit.Key.Account}: {DecimalText.Of(-left)} more would be used than there is"
                );
            }
        }
    }
}
