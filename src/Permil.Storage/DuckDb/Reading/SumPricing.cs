using Permil.Rating;
using Permil.Storage.DuckDb.Rows;

namespace Permil.Storage.DuckDb.Reading;

internal static class SumPricing
{
    /// <summary>Adds a sum to its group, with what it lists for.</summary>
    /// <param name="group">The group.</param>
    /// <param name="prices">What 1 of each number costs.</param>
    /// <param name="events">How many events the sum is of.</param>
    /// <param name="numbers">The sums, in the order of the kind's slots.</param>
    public static void Add(this UsageGroup group, KindPrices prices, long events, ReadOnlySpan<Int128> numbers)
    {
        group.Events += events;
        var cost = 0m;
        for (var i = 0; i < prices.UnitCosts.Count; i++)
        {
            if (numbers[i] == 0 || prices.Kind.Slots[i].Part == SlotPart.Note)
            {
                continue;
            }

            group.AddQuantity(prices.Kind.Meters[i], prices.Kind.Slots[i].QuantityOf(numbers[i]));
            cost = Exact.Add(cost, Exact.Multiply((decimal)numbers[i], prices.UnitCosts[i]));
        }

        group.AddCost(cost);
    }
}
