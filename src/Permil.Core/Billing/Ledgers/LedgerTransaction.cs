namespace Permil.Billing.Ledgers;

/// <summary>Something that happened, booked on two or more accounts. Its entries add up to 0.</summary>
public sealed record LedgerTransaction
{
    /// <summary>Made of what it is about, so that booking it again changes nothing: <c>invoice/INV-000001</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The billing account.</summary>
    public required string Account { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>For people.</summary>
    public required string Text { get; init; }

    public required IReadOnlyList<LedgerEntry> Entries { get; init; }
}
