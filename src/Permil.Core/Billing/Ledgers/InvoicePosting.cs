using Permil.Billing.Bills;
using Permil.Billing.Invoices;

namespace Permil.Billing.Ledgers;

/// <summary>What an issued invoice or note books.</summary>
internal static class InvoicePosting
{
    /// <returns><see langword="null"/> when it books nothing: an invoice without lines, or lines of 0 only.</returns>
    public static LedgerTransaction? Of(Invoice invoice)
    {
        var sums = new EntrySums();
        sums.Add(new LedgerPlace(LedgerAccount.Receivable, null, null), invoice.Total);
        foreach (var line in invoice.Lines)
        {
            Add(sums, line.Line);
        }

        var entries = sums.ToEntries();
        return entries.Count == 0
            ? null
            : new LedgerTransaction
            {
                Id = LedgerIds.Invoice(invoice.Number!),
                Kind = LedgerTransactionKind.Issued,
                Account = invoice.Account,
                Time = invoice.IssuedAt!.Value,
                Text = $"{DocumentName(invoice.Kind)} {invoice.Number} for {invoice.Month}",
                Entries = entries,
            };
    }

    public static string DocumentName(InvoiceKind kind) =>
        kind switch
        {
            InvoiceKind.Invoice => "Invoice",
            InvoiceKind.CreditNote => "Credit note",
            InvoiceKind.DebitNote => "Debit note",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    /// <summary>
    /// What is billed goes where it belongs. What usage cost beyond what is billed for it, a commitment paid for: so much
    /// moves from what is open of it. Of a commitment that is billed as it is used, nothing does.
    /// </summary>
    private static void Add(EntrySums sums, BillLine line)
    {
        var key = line.Key;
        sums.Add(PlaceOf(line), -line.BilledCost);
        if (key is { Category: ChargeCategory.Usage, Commitment: { } status })
        {
            var paid = Rating.Exact.Add(line.EffectiveCost, -line.BilledCost);
            sums.Add(new LedgerPlace(LedgerAccount.CommitmentOpen, null, key.Rule), paid);
            sums.Add(
                new LedgerPlace(
                    status == CommitmentStatus.Used ? LedgerAccount.CommitmentUsed : LedgerAccount.CommitmentUnused,
                    null,
                    key.Rule
                ),
                -paid
            );
        }
    }

    private static LedgerPlace PlaceOf(BillLine line) => PlaceOf(line, line.Key);

    private static LedgerPlace PlaceOf(BillLine line, BillLineKey key) =>
        key.Category switch
        {
            ChargeCategory.Usage => new(LedgerAccount.Revenue, null, null),
            ChargeCategory.Purchase => new(LedgerAccount.CommitmentOpen, null, key.Rule),
            ChargeCategory.Adjustment => new(
                InvoiceTotals.IsRounding(line) ? LedgerAccount.Rounding : LedgerAccount.Revenue,
                null,
                null
            ),
            ChargeCategory.Credit => new(LedgerAccount.Credit, key.CreditKind, key.Credit),
            ChargeCategory.Tax => new(LedgerAccount.Tax, null, null),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key.Category, null),
        };
}
