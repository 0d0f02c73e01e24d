using Permil.Billing.Charges;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.DuckDb.Rows;

namespace Permil.Storage.Billing;

/// <summary>
/// Adds sums of usage that is priced by multiplying: owner and prices are found once for all sums that differ in nothing but
/// time.
/// </summary>
/// <param name="codes">The store's.</param>
/// <param name="rating">Where usage goes.</param>
/// <param name="owned">Decides whose it is.</param>
/// <param name="query">What is asked.</param>
internal sealed class ChargeLanes(EventCodes codes, ChargeRating rating, OwnedUsage owned, SumQuery query)
{
    /// <summary>Usage by slot of the kind, <see langword="null"/> for a slot that is not charged.</summary>
    private static readonly PlainUse?[] OneByOne = [];

    private readonly Dictionary<(EventTraits Traits, int Epoch), PlainUse?[]> _lanes = [];

    /// <summary>Adds all usage of kinds by <see cref="SumClass.Sums"/>.</summary>
    public void Add(DuckDbConnection connection, IReadOnlyCollection<UsageKind> kinds)
    {
        var reader = new SumReader(query, SumQuery.NumbersOf(kinds), partColumns: 0);
        using var result = connection.Query(query.Sums(kinds, areAllKinds: false));
        while (result.NextChunk() is { } chunk)
        {
            reader.Load(chunk);
            for (var row = 0; row < chunk.Count; row++)
            {
                Add(reader.Read(row, out var numbers), numbers);
            }
        }
    }

    private void Add(in StoredSum sum, ReadOnlySpan<Int128> numbers)
    {
        if (!_lanes.TryGetValue((sum.Traits, sum.Epoch), out var lane))
        {
            _lanes.Add((sum.Traits, sum.Epoch), lane = LaneOf(in sum));
        }

        if (lane.Length == 0)
        {
            owned.Add(query.EventOf(codes, in sum, numbers), sum.Events);
            return;
        }

        var time = query.TimeOf(in sum);
        for (var slot = 0; slot < lane.Length; slot++)
        {
            if (numbers[slot] != 0 && lane[slot] is { } use)
            {
                rating.AddPlain(use, time, (decimal)numbers[slot], sum.Events);
            }
        }
    }

    private PlainUse?[] LaneOf(in StoredSum sum)
    {
        var prices = query.Epochs.PricesOf(sum.Traits.Kind, sum.Epoch);
        var recorded = codes.WithTraits(prices.Kind.Sample, sum.Traits) with { Time = query.TimeOf(sum) };
        if (
            !prices.IsMultiplied
            || prices.Kind.Slots.Any(slot => slot.Part == SlotPart.Fraction)
            || owned.OwnerOf(recorded) is not { } sample
            || !owned.IsAskedFor(sample)
        )
        {
            return OneByOne;
        }

        return
        [
            .. prices.Kind.Slots.Select(slot =>
                slot.Part == SlotPart.Note
                    ? null
                    : rating.PlainOf(sample, prices.Priced.First(one => one.Meter == slot.Meter))
            ),
        ];
    }
}
