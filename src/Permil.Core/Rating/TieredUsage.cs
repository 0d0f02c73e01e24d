using Permil.Usage;

namespace Permil.Rating;

/// <summary>
/// Usage whose price depends on the rest of the month. It is held until all is known, then charged in the order of time,
/// so that the order in which it arrived does not matter.
/// </summary>
/// <param name="charge">Takes each measurement with its position in the month.</param>
/// <typeparam name="TOwner">What a measurement is charged to.</typeparam>
internal sealed class TieredUsage<TOwner>(Action<TOwner, PricedMeasurement, TierPosition> charge)
    where TOwner : class
{
    private readonly record struct Month(string Sku, string? Account, int Year, int Number);

    private readonly record struct Entry(DateTimeOffset Time, UInt128 Id, PricedMeasurement Measured, TOwner? Owner);

    private readonly Dictionary<Month, List<Entry>> _months = [];

    /// <param name="usageEvent">The event.</param>
    /// <param name="measured">What it used of a price with tiers.</param>
    /// <param name="owner">Takes the cost; <see langword="null"/> for usage that only fills the tiers.</param>
    public void Add(UsageEvent usageEvent, PricedMeasurement measured, TOwner? owner)
    {
        var time = usageEvent.Time.UtcDateTime;
        var month = new Month(measured.Price.Stated!.Sku, usageEvent.Account, time.Year, time.Month);
        if (!_months.TryGetValue(month, out var entries))
        {
            _months.Add(month, entries = []);
        }

        entries.Add(new Entry(usageEvent.Time, EventIdHash.Of(usageEvent.Source, usageEvent.Id), measured, owner));
    }

    /// <summary>Charges everything held to its owners and holds nothing any more.</summary>
    public void Charge()
    {
        foreach (var entries in _months.Values)
        {
            var total = entries.Aggregate(0m, (sum, entry) => Exact.Add(sum, entry.Measured.Quantity));
            var before = 0m;
            foreach (var entry in entries.OrderBy(entry => entry.Time).ThenBy(entry => entry.Id))
            {
                if (entry.Owner is { } owner)
                {
                    charge(owner, entry.Measured, new TierPosition(before, total));
                }

                before = Exact.Add(before, entry.Measured.Quantity);
            }
        }

        _months.Clear();
    }
}
