using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Has the database sum events up to what prices can tell apart, and hands the sums on to those whose they are.</summary>
internal sealed class StoredSums(DuckDbConnection connection, EventCodes codes, OwnedUsage owned)
{
    /// <summary>Sums of kinds by <see cref="SumClass.Parts"/>, or less strict ones.</summary>
    public void AddParts(SumQuery query, List<UsageKind> kinds)
    {
        var reader = new SumReader(query, SumQuery.NumbersOf(kinds), partColumns: 2);
        var stepsByKind = kinds.ToDictionary(kind => kind.Code, kind => query.Epochs.StepsOf(kind.Code).ToList());
        using var result = connection.Query(query.Parts(kinds));
        while (result.NextChunk() is { } chunk)
        {
            reader.Load(chunk);
            for (var row = 0; row < chunk.Count; row++)
            {
                var sum = reader.Read(row, out var numbers);
                var step = chunk.Values<int>(reader.FirstPart + 1)[row];
                var inputTokens = step == 0 ? 0 : stepsByKind[sum.Traits.Kind][step - 1] + 1;
                owned.Add(query.EventOf(codes, in sum, numbers), sum.Events, inputTokens);
            }
        }
    }

    /// <summary>Events of kinds by <see cref="SumClass.Alike"/>, or less strict ones.</summary>
    public void AddAlike(SumQuery query, List<UsageKind> kinds)
    {
        var reader = new SumReader(query, numbers: 0, partColumns: EventRow.Numbers + 1);
        using var result = connection.Query(query.Alike(kinds));
        while (result.NextChunk() is { } chunk)
        {
            reader.Load(chunk);
            for (var row = 0; row < chunk.Count; row++)
            {
                var sum = reader.Read(row, out _);
                var numbers = NumbersOf(chunk, row, reader.FirstPart);
                owned.Add(query.EventOf(codes, in sum, numbers), sum.Events, times: sum.Events);
            }
        }
    }

    /// <summary>Single events, whatever their kinds.</summary>
    /// <param name="query">Which, beside the kinds.</param>
    /// <param name="kinds">The kinds.</param>
    /// <param name="isAskedFor">Whether an event is asked for; one that is not may fill tiers.</param>
    public void AddSingle(SumQuery query, List<UsageKind> kinds, Func<UsageKind, UsageEvent, bool> isAskedFor)
    {
        using var result = connection.Stream(query.Single(kinds));
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var (kind, usageEvent) = SingleEvent(chunk, row);
                if (isAskedFor(kind, usageEvent))
                {
                    owned.AddSingle(usageEvent);
                }
                else
                {
                    owned.AddToTiers(usageEvent);
                }
            }
        }
    }

    /// <summary>All usage that a query is about: what decides how shared resources are split.</summary>
    /// <param name="query">By day.</param>
    public void AddWeights(SumQuery query)
    {
        var kinds = codes.Kinds.All.ToList();
        var reader = new SumReader(query, SumQuery.NumbersOf(kinds), partColumns: 0);
        using var result = connection.Query(query.Sums(kinds, areAllKinds: true));
        while (result.NextChunk() is { } chunk)
        {
            reader.Load(chunk);
            for (var row = 0; row < chunk.Count; row++)
            {
                var sum = reader.Read(row, out var numbers);
                owned.Weights.Add(query.EventOf(codes, in sum, numbers), RequestsOf(sum, numbers));
            }
        }
    }

    /// <summary>What events note that they stand for, else one each.</summary>
    private decimal RequestsOf(in StoredSum sum, ReadOnlySpan<Int128> numbers)
    {
        var slots = codes.Kinds[sum.Traits.Kind].Slots;
        for (var i = 0; i < slots.Count; i++)
        {
            if (slots[i] == new Slot(SlotPart.Note, Usage.Attribute.Requests))
            {
                return (decimal)numbers[i];
            }
        }

        return sum.Events;
    }

    private (UsageKind Kind, UsageEvent Event) SingleEvent(DuckDbChunk chunk, int row)
    {
        const int FirstNumber = 8;
        var traits = new EventTraits(
            (int)chunk.Int64(0, row),
            (int)chunk.Int64(1, row),
            (int)chunk.Int64(2, row),
            (int)chunk.Int64(3, row),
            (int)chunk.Int64(4, row),
            (int)chunk.Int64(5, row)
        );
        var kind = codes.Kinds[traits.Kind];
        var usageEvent = codes.WithTraits(kind.Sample, traits) with
        {
            Id = chunk.Text(7, row)!,
            Time = DateTimeOffset.UnixEpoch.AddTicks(chunk.Int64(6, row)),
            Usage = EventCodes.UsageOf(kind, NumbersOf(chunk, row, FirstNumber)),
        };
        return (kind, usageEvent);
    }

    private static Int128[] NumbersOf(DuckDbChunk chunk, int row, int first)
    {
        var more = chunk.IsNull(first + EventRow.Numbers, row) ? [] : chunk.List<long>(first + EventRow.Numbers, row)!;
        var numbers = new Int128[EventRow.Numbers + more.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i < EventRow.Numbers ? chunk.Int64(first + i, row) : more[i - EventRow.Numbers];
        }

        return numbers;
    }
}
