using Permil.Rating;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>Turns events into rows and back. One thread at a time adds, under a lock on it; others may look things up.</summary>
internal sealed class EventCodes
{
    private readonly RecentCodes _recent;

    public EventCodes() => _recent = new RecentCodes(Kinds, Tags);

    public KindTable Kinds { get; } = new();

    /// <summary>Accounts, sub-accounts, features and environments.</summary>
    public TextTable Texts { get; } = new(NewCodes.TextTableName);

    /// <summary>All tags of an event as one text.</summary>
    public TextTable Tags { get; } = new(NewCodes.TagTableName);

    /// <summary>Adds an event to a batch.</summary>
    /// <exception cref="UsageFormatException">A quantity cannot be stored exactly.</exception>
    public void Add(UsageEvent usageEvent, EventBatch batch)
    {
        var numbers = EventNumbers.Of(usageEvent);
        var slots = numbers.ConvertAll(number => number.Slot);
        var traits = TraitsOf(usageEvent, slots);
        var row = new EventRow
        {
            Id = EventIdHash.Of(usageEvent.Source, usageEvent.Id),
            Time = (usageEvent.Time - DateTimeOffset.UnixEpoch).Ticks,
            Traits = traits,
        };
        for (var i = 0; i < Math.Min(numbers.Count, EventRow.Numbers); i++)
        {
            row.Quantities[i] = numbers[i].Number;
        }

        var more =
            numbers.Count > EventRow.Numbers
                ? numbers.Skip(EventRow.Numbers).Select(number => number.Number).ToArray()
                : null;
        var notes =
            usageEvent.Attributes.Count == 0 && usageEvent.ReportedCost is null
                ? null
                : EventNotes.Write(usageEvent, slots);
        var extra =
            more is not null || notes is not null || usageEvent.Revises is not null
                ? new RowExtra(more, notes, usageEvent.Revises)
                : null;
        row.Content = ContentOf(in row, extra);
        batch.Add(row, usageEvent.Id, extra);
    }

    /// <summary>What came up since the last time, to be stored before the events that hold it.</summary>
    public NewCodes TakeNew() => new(Kinds.TakeNew(), Texts.TakeNew(), Tags.TakeNew());

    public EventTraits TraitsOf(UsageEvent usageEvent, IReadOnlyList<Slot> slots) =>
        OwnerOf(usageEvent) with
        {
            Kind = _recent.KindOf(usageEvent, slots).Code,
        };

    /// <summary>The codes of whom an event is for; the kind is left open.</summary>
    public EventTraits OwnerOf(UsageEvent usageEvent) =>
        new(
            Kind: 0,
            Texts.CodeOf(usageEvent.Account),
            Texts.CodeOf(usageEvent.SubAccount),
            Texts.CodeOf(usageEvent.Feature),
            Texts.CodeOf(usageEvent.Environment),
            _recent.TagsOf(usageEvent.Tags)
        );

    /// <summary>A hash of what the event says, but for its id: the same for events that say the same.</summary>
    public ulong ContentOf(in EventRow row, RowExtra? extra)
    {
        var kind = Kinds[row.Traits.Kind];
        var hash = Start(kind, row.Traits, row.Time);
        for (var i = 0; i < kind.Slots.Count; i++)
        {
            var number = i < EventRow.Numbers ? row.Quantities[i] : extra!.MoreNumbers![i - EventRow.Numbers];
            hash = number == 0 ? hash : MixNumber(hash, kind.SlotHashes[i], number);
        }

        if (extra?.Notes is { } notes)
        {
            hash = StableHash.Mix(hash, StableHash.Of(notes));
        }

        if (extra?.Revises is not { } revision)
        {
            return hash;
        }

        hash = StableHash.Mix(StableHash.Mix(hash, (ulong)revision.Kind + 1), StableHash.Of(revision.Target));
        return StableHash.Mix(hash, (ulong)RecordedOf(revision, row.Time));
    }

    /// <summary>When a revision was recorded, in 100 ns since 1970: at the time of its event where it does not say.</summary>
    public static long RecordedOf(Revision revision, long time) =>
        revision.RecordedAt is { } recordedAt ? (recordedAt - DateTimeOffset.UnixEpoch).Ticks : time;

    public static ulong Start(UsageKind kind, in EventTraits traits, long time)
    {
        var hash = StableHash.Mix(kind.ContentHash, (ulong)time);
        hash = StableHash.Mix(hash, ((ulong)(uint)traits.Account << 32) | (uint)traits.SubAccount);
        hash = StableHash.Mix(hash, ((ulong)(uint)traits.Feature << 32) | (uint)traits.Environment);
        return StableHash.Mix(hash, (uint)traits.Tags);
    }

    public static ulong MixNumber(ulong hash, ulong slotHash, long number) =>
        StableHash.Mix(hash, slotHash ^ (ulong)number);

    /// <summary>The event of a row.</summary>
    public UsageEvent EventOf(in EventRow row, string id, RowExtra? extra)
    {
        var kind = Kinds[row.Traits.Kind];
        var numbers = new Int128[kind.Slots.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i < EventRow.Numbers ? row.Quantities[i] : extra!.MoreNumbers![i - EventRow.Numbers];
        }

        var (attributes, reportedCost) = EventNotes.Read(extra?.Notes);
        return WithTraits(kind.Sample, row.Traits) with
        {
            Id = id,
            Time = DateTimeOffset.UnixEpoch.AddTicks(row.Time),
            Usage = UsageOf(kind, numbers),
            Attributes = AttributesOf(kind, numbers, attributes),
            ReportedCost = reportedCost,
            Revises = extra?.Revises,
        };
    }

    /// <summary>An event with the dimensions of the traits.</summary>
    public UsageEvent WithTraits(UsageEvent usageEvent, in EventTraits traits) =>
        usageEvent with
        {
            Account = Texts.TextOf(traits.Account),
            SubAccount = Texts.TextOf(traits.SubAccount),
            Feature = Texts.TextOf(traits.Feature),
            Environment = Texts.TextOf(traits.Environment),
            Tags = TextPairs.Read(Tags.TextOf(traits.Tags)),
        };

    /// <summary>What numbers, of one event or of a sum, say was used.</summary>
    public static List<Measurement> UsageOf(UsageKind kind, ReadOnlySpan<Int128> numbers)
    {
        var usage = new List<Measurement>(kind.Slots.Count);
        for (var i = 0; i < kind.Slots.Count; i++)
        {
            var slot = kind.Slots[i];
            switch (slot.Part)
            {
                case SlotPart.Whole:
                    usage.Add(new Measurement(kind.Meters[i], (decimal)numbers[i]));
                    break;
                case SlotPart.Fraction:
                    usage[^1] = new Measurement(
                        kind.Meters[i],
                        Exact.Add(usage[^1].Quantity, slot.QuantityOf(numbers[i]))
                    );
                    break;
                default:
                    break;
            }
        }

        usage.RemoveAll(measured => measured.Quantity == 0);
        return usage;
    }

    private static IReadOnlyDictionary<string, string> AttributesOf(
        UsageKind kind,
        Int128[] numbers,
        IReadOnlyDictionary<string, string> notes
    )
    {
        if (notes.Count == 0 && !kind.Slots.Any(slot => slot.Part == SlotPart.Note))
        {
            return kind.Sample.Attributes;
        }

        var attributes = kind.Sample.Attributes.Concat(notes).ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (kind.Slots[i].Part == SlotPart.Note)
            {
                attributes[kind.Slots[i].Name] = numbers[i].ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return attributes;
    }
}
