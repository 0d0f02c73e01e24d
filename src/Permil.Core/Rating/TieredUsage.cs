using Permil.Usage;

namespace Permil.Rating;

/// <summary>
/// Usage whose price depends on the rest of the month. It is held until all is known, then charged in the order of time,
/// so that the order in which it arrived does not matter.
/// </summary>
internal sealed class TieredUsage
{
    private readonly record struct Month(string Sku, string? Account, int Year, int Number);

    private readonly record struct Entry(
        DateTimeOffset Time,
        UInt128 Id,
        PricedMeasurement Measured,
        UsageGroup? Group
    );

    private readonly Dictionary<Month, List<Entry>> _months = [];

    /// <param name="usageEvent">The event.</param>
    /// <param name="measured">What it used of a price with tiers.</param>
    /// <param name="group">Takes the cost; <see langword="null"/> for usage that only fills the tiers.</param>
    public void Add(UsageEvent usageEvent, PricedMeasurement measured, UsageGroup? group)
    {
        var time = usageEvent.Time.UtcDateTime;
        var month = new Month(measured.Price.Stated!.Sku, usageEvent.Account, time.Year, time.Month);
        if (!_months.TryGetValue(month, out var entries))
        {
            _months.Add(month, entries = []);
        }

        entries.Add(new Entry(usageEvent.Time, EventIdHash.Of(usageEvent.Source, usageEvent.Id), measured, group));
    }

    /// <summary>Adds the cost of everything held to its groups and holds nothing any more.</summary>
    public void Charge()
    {
        foreach (var entries in _months.Values)
        {
            var total = entries.Aggregate(0m, (sum, entry) => Exact.Add(sum, entry.Measured.Quantity));
            var before = 0m;
            foreach (var entry in entries.OrderBy(entry => entry.Time).ThenBy(entry => entry.Id))
            {
                entry.Group?.AddCost(ListCost.Of(entry.Measured, new TierPosition(before, total)).ListCost);
                before = Exact.Add(before, entry.Measured.Quantity);
            }
        }

        _months.Clear();
    }
}
