namespace Permil.Billing.Reconciliation.Causes;

/// <summary>What causes are looked for in beside the line itself.</summary>
internal sealed class CauseFacts
{
    private readonly Dictionary<(DateOnly Day, string Model), List<UnsettledCalls>> _unsettled;
    private readonly HashSet<string> _stored;
    private readonly HashSet<string> _billed;
    private readonly HashSet<string> _storedKeys;
    private readonly HashSet<string> _billedKeys;

    public CauseFacts(
        IReadOnlyList<ComparedLine> lines,
        StoredMonth stored,
        ListPrices prices,
        Func<DateOnly, DateOnly> dayOf,
        DateTimeOffset? billEnd
    )
    {
        Prices = prices;
        BillEnd = billEnd;
        KeyTag = stored.KeyTag;
        _unsettled = stored
            .Unsettled.GroupBy(calls => (dayOf(calls.Day), prices.ModelOf(calls.Model)))
            .ToDictionary(group => group.Key, group => group.ToList());
        _stored = Texts(lines.Where(line => line.Stored.Count > 0).Select(line => NameOf(line.Id.Sku)));
        _billed = Texts(lines.Where(line => line.Billed.Count > 0).Select(line => NameOf(line.Id.Sku)));
        _storedKeys = Texts(stored.Lines.Select(line => line.Key));
        _billedKeys = Texts(lines.SelectMany(line => line.Billed).Select(line => line.Key));
    }

    public ListPrices Prices { get; }

    /// <summary>The first instant the bill says nothing of.</summary>
    public DateTimeOffset? BillEnd { get; }

    /// <summary>The tag that holds the key; <see langword="null"/>: lines are not told apart by key.</summary>
    public string? KeyTag { get; }

    /// <summary>Whether anything of the model is stored in the month; of what has none, of the SKU.</summary>
    public bool IsStored(BilledSku sku) => _stored.Contains(NameOf(sku));

    /// <summary>Whether anything of the model is on the bill; of what has none, of the SKU.</summary>
    public bool IsBilled(BilledSku sku) => _billed.Contains(NameOf(sku));

    public bool IsStoredKey(string key) => _storedKeys.Contains(key);

    public bool IsBilledKey(string key) => _billedKeys.Contains(key);

    /// <summary>How many calls that the line could be of are unsettled; those that lack model or key may be anyone's.</summary>
    public long UnsettledOf(LineId id) =>
        new[] { id.Sku.Model, "" }
            .Distinct(StringComparer.Ordinal)
            .SelectMany(model => _unsettled.GetValueOrDefault((id.Day, model)) ?? [])
            .Where(calls => id.Key is null || calls.Key is null || calls.Key == id.Key)
            .Sum(calls => calls.Count);

    private static string NameOf(BilledSku sku) => sku.Model.Length > 0 ? sku.Model : $"{sku.Meter} {sku.Dimensions}";

    private static HashSet<string> Texts(IEnumerable<string?> texts) =>
        texts.OfType<string>().ToHashSet(StringComparer.Ordinal);
}
