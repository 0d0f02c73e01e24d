using Permil.Rating;

namespace Permil.Billing.Ledgers;

/// <summary>Something that happened, booked on two or more accounts. Its entries add up to 0.</summary>
public sealed record LedgerTransaction
{
    /// <summary>
    /// Made of what it is about and unique within the billing account, so that booking it again changes nothing:
    /// <c>invoice/INV-000001</c>.
    /// </summary>
    public required string Id { get; init; }

    public required LedgerTransactionKind Kind { get; init; }

    /// <summary>The billing account.</summary>
    public required string Account { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>For people.</summary>
    public required string Text { get; init; }

    public required IReadOnlyList<LedgerEntry> Entries { get; init; }

    /// <exception cref="ArgumentException">It is none that a ledger may hold.</exception>
    public void Check()
    {
        const int FewestEntries = 2;
        if (Entries.Count < FewestEntries)
        {
            throw new ArgumentException($"{Id}: found {Entries.Count} entries, allowed: {FewestEntries} or more");
        }

        var sum = 0m;
        foreach (var entry in Entries)
        {
            if (entry.Amount == 0)
            {
                throw new ArgumentException($"{Id}: found an entry of 0 on {entry.Account}, allowed: other amounts");
            }

            sum = Exact.Add(sum, entry.Amount);
        }

        if (sum != 0)
        {
            throw new ArgumentException($"{Id}: the entries add up to {DecimalText.Of(sum)}, allowed: 0");
        }
    }
}
