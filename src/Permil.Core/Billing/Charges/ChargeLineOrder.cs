namespace Permil.Billing.Charges;

/// <summary>
/// The order of lines: by provider, model, mode, meter, SKU, owner and time, then whatever tells them apart. What is
/// missing comes last.
/// </summary>
public sealed class ChargeLineOrder : IComparer<ChargeLine>
{
    public static readonly ChargeLineOrder Instance = new();

    public int Compare(ChargeLine? x, ChargeLine? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var (left, right) = (x.Key, y.Key);
        var order = CompareOwned(left, right);
        order = order != 0 ? order : x.Start.CompareTo(y.Start);
        order = order != 0 ? order : Compare(left.ListUnitPrice, right.ListUnitPrice);
        order = order != 0 ? order : Compare(left.ContractedUnitPrice, right.ContractedUnitPrice);
        return order != 0 ? order : string.CompareOrdinal(left.PricingUnit, right.PricingUnit);
    }

    /// <summary>As far as lines of different time are compared: what was used and whose it is.</summary>
    internal static int CompareOwned(ChargeKey left, ChargeKey right)
    {
        var order = string.CompareOrdinal(left.Provider, right.Provider);
        order = order != 0 ? order : string.CompareOrdinal(left.Model, right.Model);
        order = order != 0 ? order : left.Mode.CompareTo(right.Mode);
        order = order != 0 ? order : string.CompareOrdinal(left.Meter.Name, right.Meter.Name);
        order = order != 0 ? order : string.CompareOrdinal(left.Sku, right.Sku);
        return order != 0 ? order : Compare(left.Owner, right.Owner);
    }

    private static int Compare(OwnerValues left, OwnerValues right)
    {
        for (var i = 0; i < Math.Min(left.Values.Count, right.Values.Count); i++)
        {
            var order = (left.Values[i], right.Values[i]) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                var (one, other) => string.CompareOrdinal(one, other),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return left.Values.Count.CompareTo(right.Values.Count);
    }

    private static int Compare(decimal? left, decimal? right) =>
        (left, right) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            _ => left.Value.CompareTo(right.Value),
        };
}
