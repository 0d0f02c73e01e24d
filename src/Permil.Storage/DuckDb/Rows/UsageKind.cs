using System.Text.Json;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>
/// What many events have in common: everything a price can depend on but the time and the quantities. Stored once; an
/// event holds its number.
/// </summary>
internal sealed class UsageKind
{
    /// <param name="code">From 1, the kind's for ever.</param>
    /// <param name="sample">An event of the kind; who it is for and when does not matter.</param>
    /// <param name="slots">What its numbers are of.</param>
    public UsageKind(int code, UsageEvent sample, IReadOnlyList<Slot> slots)
    {
        Code = code;
        Slots = slots;
        SlotText = string.Join(' ', slots.Select(slot => slot.Text));
        Sample = new UsageEvent
        {
            Id = "",
            Source = sample.Source,
            Time = EventTime.Min,
            Provider = sample.Provider,
            Model = sample.Model,
            Mode = sample.Mode,
            Attributes = PricedAttributes(sample),
            UnsettledReason = sample.UnsettledReason,
            ReportedCurrency = sample.ReportedCurrency,
        };
        Key = KeyOf(Sample, slots);
        ContentHash = StableHash.Of(KeyOf(Sample, []));
        SlotHashes = [.. slots.Select(slot => StableHash.Of(slot.Text))];
        Meters = [.. slots.Select(slot => slot.Meter)];
    }

    public int Code { get; }

    /// <summary>An event of the kind without usage, at no real time, of nobody.</summary>
    public UsageEvent Sample { get; }

    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>The slots as one text.</summary>
    public string SlotText { get; }

    /// <summary>The meter of each slot; for a note one that nobody counts.</summary>
    public IReadOnlyList<Meter> Meters { get; }

    /// <summary>Two kinds with the same key are the same.</summary>
    public string Key { get; }

    /// <summary>Of all but the slots: an event with a quantity of 0 says the same as one without it.</summary>
    public ulong ContentHash { get; }

    public IReadOnlyList<ulong> SlotHashes { get; }

    public bool IsUnsettled => Sample.UnsettledReason is not null;

    public bool IsFailed => Sample.Attributes.GetValueOrDefault(Usage.Attribute.Outcome) is Usage.Attribute.Failed;

    /// <summary>Whether what a meter counts is part of the input length that context steps look at.</summary>
    public bool IsInput(Meter meter) => Rater.InputTokensOf(Sample with { Usage = [new Measurement(meter, 1)] }) > 0;

    /// <summary>The attributes that are part of a kind, in order.</summary>
    public static IReadOnlyDictionary<string, string> PricedAttributes(UsageEvent usageEvent) =>
        new SortedDictionary<string, string>(
            usageEvent.Attributes.Where(pair => !Usage.Attribute.IsNote(pair.Key)).ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    public static string KeyOf(UsageEvent sample, IReadOnlyList<Slot> slots) =>
        JsonSerializer.Serialize(
            (string?[])
                [
                    sample.Source,
                    sample.Provider,
                    sample.Model,
                    ModeName.Of(sample.Mode),
                    sample.UnsettledReason,
                    sample.ReportedCurrency,
                    TextPairs.Write(sample.Attributes),
                    .. slots.Select(slot => slot.Text),
                ]
        );
}
