using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Permil.Rating;
using Permil.Rating.Bulk;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Importing;

/// <summary>Lines of one shape, as one thread sees them: their texts become one number, so that codes are found once.</summary>
internal sealed class ImportShape
{
    /// <summary>A line that claims more is left to the full reader.</summary>
    private const long MaxTokens = 1_000_000_000_000;

    /// <summary>Different sets of tags; a log with more has a tag of its own in nearly every line.</summary>
    private const int MaxTagSets = 1 << 20;

    private static readonly Meter[] Meters =
    [
        Usage.Meters.InputTokens,
        Usage.Meters.CachedInputTokens,
        Usage.Meters.OutputTokens,
    ];

    private readonly LineShape _shape;
    private readonly UsageEvent _sample;
    private readonly ulong _idSeed;
    private readonly BulkDimensions _dimensions;
    private readonly TextInterner[] _texts;
    private readonly LineValues _values;

    /// <summary>The dimensions that lines have a value for: what decides the kind, whose it is, tags.</summary>
    private readonly int[] _kindSlots;
    private readonly int[] _ownerSlots;
    private readonly int[] _tagSlots;
    private readonly PairInterner[] _kindLevels;
    private readonly PairInterner[] _tagLevels;

    /// <summary>By number; none yet where the number is new.</summary>
    private readonly List<KindPair?> _kinds = [];
    private readonly List<int> _tagCodes = [];

    /// <summary>By owner slot and text, the text's code; 0 where it is not asked for yet.</summary>
    private readonly List<int>[] _ownerCodes;

    /// <summary>The codes of what the sample says where lines have no slot.</summary>
    private EventTraits? _defaults;

    /// <summary>A kind, and the one with a note on reasoning.</summary>
    private sealed record KindPair(UsageKind Plain, UsageKind Noted);

    private ImportShape(LineShape shape, UsageEvent sample, BulkDimensions dimensions, IReadOnlyCollection<int> slots)
    {
        _shape = shape;
        _sample = sample;
        _idSeed = EventIdHash.SeedOf(sample.Source);
        _dimensions = dimensions;
        _kindSlots = [.. slots.Where(slot => slot < BulkDimensions.PricedCount)];
        _ownerSlots = [.. slots.Where(slot => slot >= BulkDimensions.PricedCount && slot < FirstTag)];
        _tagSlots = [.. slots.Where(slot => slot >= FirstTag)];
        _texts = [.. Enumerable.Range(0, dimensions.Count).Select(_ => new TextInterner())];
        _kindLevels = [.. _kindSlots.Select(_ => new PairInterner())];
        _tagLevels = [.. _tagSlots.Select(_ => new PairInterner())];
        _ownerCodes = [.. _ownerSlots.Select(_ => new List<int>())];
        _values = new LineValues(dimensions.Count);
    }

    /// <summary>The dimensions of <see cref="Learn"/> are in this order: priced ones, owners, tags.</summary>
    private const int FirstTag = BulkDimensions.PricedCount + ImportRow.OwnerTexts.Dimensions;

    /// <summary>Learns from a line that the full reader has read.</summary>
    /// <returns><see langword="null"/> when lines like it are only for the full reader.</returns>
    public static ImportShape? Learn(ReadOnlySpan<byte> line, UsageEvent read, FieldMap map)
    {
        if (read.UnsettledReason is not null || !read.Usage.All(measured => Meters.Contains(measured.Meter)))
        {
            return null;
        }

        var dimensions = new BulkDimensions([
            new GroupKey("account", GroupDimension.Account),
            new GroupKey("subAccount", GroupDimension.SubAccount),
            new GroupKey("feature", GroupDimension.Feature),
            new GroupKey("environment", GroupDimension.Environment),
            .. read.Tags.Keys.Select(tag => new GroupKey(tag, GroupDimension.Tag, tag)),
        ]);
        var slots = new SortedSet<int>();
        var isComplete = true;
        var shape = LineShape.Learn(
            line,
            map,
            binding =>
            {
                var dimension = dimensions.NumberOf(binding);
                isComplete &= dimension >= 0 && slots.Add(dimension);
                return dimension;
            },
            isAnyTagAsked: true
        );
        if (shape is null || !isComplete)
        {
            return null;
        }

        // What the line itself says is not part of what its shape says.
        var sample = read with
        {
            Usage = [],
            ReportedCost = null,
            Attributes = read
                .Attributes.Where(pair => !Usage.Attribute.IsNote(pair.Key))
                .ToDictionary(StringComparer.Ordinal),
        };
        var learned = new ImportShape(shape, sample, dimensions, slots);
        return learned.ReadsTheSame(line, read) ? learned : null;
    }

    /// <summary>Reads a line.</summary>
    /// <returns>The line's length with its line feed; 0 when the line is for another shape or the full reader.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int TryRead(ref byte start, int available, LineTime time, out ImportRow row)
    {
        row = default;
        var length = _shape.TryRead(ref start, available, _values);
        if (length == 0 || _values.IdLength == 0)
        {
            return 0;
        }

        var (prompt, cached, output) = (_values.PromptTokens, _values.CachedTokens, _values.OutputTokens);
        if (
            prompt > MaxTokens
            || output > MaxTokens
            || cached > prompt
            || (prompt | output) == 0
            || _values.ReasoningTokens > output
            || (_values.TotalTokens >= 0 && _values.TotalTokens != prompt + output)
        )
        {
            // Too much, too odd, or nothing at all: the full reader knows what to make of it.
            return 0;
        }

        var ticks =
            _values.TimeLength > 0
                ? time.Ticks(Text(ref start, _values.TimeStart, _values.TimeLength))
                : LineTime.Ticks(_values.TimeNumber);
        if (ticks < 0 || !TryReadTexts(ref start, ref row))
        {
            return 0;
        }

        row.Id = EventIdHash.Of(_idSeed, Text(ref start, _values.IdStart, _values.IdLength));
        row.IdStart = _values.IdStart;
        row.IdLength = _values.IdLength;
        row.Time = ticks - DateTime.UnixEpoch.Ticks;
        row.Input = prompt - cached;
        row.Cached = cached;
        row.Output = output;
        row.Reasoning = Math.Max(0, _values.ReasoningTokens);
        row.Cost =
            _values.CostLength == 0
                ? null
                : decimal.Parse(
                    Text(ref start, _values.CostStart, _values.CostLength),
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture
                );
        row.Shape = this;
        return length;
    }

    /// <summary>Adds a row to the batch. One thread at a time.</summary>
    public void Add(in ImportRow row, ReadOnlySpan<byte> id, EventCodes codes, EventBatch batch)
    {
        var kinds = _kinds[row.Kind] ??= FindKinds(row.Kind, codes);
        var added = new EventRow
        {
            Id = row.Id,
            Time = row.Time,
            Traits = TraitsOf(in row, row.Reasoning > 0 ? kinds.Noted : kinds.Plain, codes),
        };
        added.Quantities[0] = row.Input;
        added.Quantities[1] = row.Cached;
        added.Quantities[2] = row.Output;
        added.Quantities[3] = row.Reasoning;
        if (row.Cost is { } cost)
        {
            var notes = EventNotes.Write(_sample with { ReportedCost = cost }, []);
            var extra = new RowExtra(null, notes, null);
            added.Content = codes.ContentOf(in added, extra);
            batch.Add(added, Encoding.UTF8.GetString(id), extra);
            return;
        }

        added.Content = codes.ContentOf(in added, null);
        batch.Add(in added, id);
    }

    private EventTraits TraitsOf(in ImportRow row, UsageKind kind, EventCodes codes)
    {
        var traits = _defaults ??= codes.OwnerOf(_sample);
        for (var i = 0; i < _ownerSlots.Length; i++)
        {
            traits = DimensionColumns.With(
                traits,
                (DimensionColumn)(_ownerSlots[i] - BulkDimensions.PricedCount),
                OwnerCode(i, row.Owner[i], codes)
            );
        }

        return traits with
        {
            Kind = kind.Code,
            Tags = _tagSlots.Length == 0 ? traits.Tags : TagCode(row.Tags, codes),
        };
    }

    private int OwnerCode(int slot, int text, EventCodes codes)
    {
        var known = _ownerCodes[slot];
        while (known.Count <= text)
        {
            known.Add(0);
        }

        return known[text] != 0
            ? known[text]
            : known[text] = codes.Texts.CodeOf(_texts[_ownerSlots[slot]].TextOf(text));
    }

    private int TagCode(int number, EventCodes codes)
    {
        if (_tagCodes[number] == 0)
        {
            _tagCodes[number] = codes.Tags.CodeOf(TextPairs.Write(With(_sample, _tagSlots, _tagLevels, number)!.Tags));
        }

        return _tagCodes[number];
    }

    private KindPair FindKinds(int number, EventCodes codes)
    {
        Slot[] slots = [.. Meters.Select(meter => new Slot(SlotPart.Whole, meter.Name))];
        var usageEvent = With(_sample, _kindSlots, _kindLevels, number)!;
        return new KindPair(
            codes.Kinds.KindOf(usageEvent, slots),
            codes.Kinds.KindOf(usageEvent, [.. slots, new Slot(SlotPart.Note, Usage.Attribute.ReasoningTokens)])
        );
    }

    /// <summary>An event with the texts that a number stands for.</summary>
    /// <returns><see langword="null"/> when a text is no value of its field.</returns>
    private UsageEvent? With(UsageEvent? usageEvent, int[] slots, PairInterner[] levels, int number)
    {
        for (var level = slots.Length - 1; level >= 0 && usageEvent is not null; level--)
        {
            (number, var text) = levels[level].PairOf(number);
            usageEvent = _dimensions.With(usageEvent, slots[level], _texts[slots[level]].TextOf(text));
        }

        return usageEvent;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadTexts(ref byte start, ref ImportRow row)
    {
        for (var i = 0; i < _ownerSlots.Length; i++)
        {
            var text = TextNumber(ref start, _ownerSlots[i]);
            if (text < 0)
            {
                return false;
            }

            row.Owner[i] = text;
        }

        return TryCombine(ref start, _kindSlots, _kindLevels, out row.Kind)
            && TryCombine(ref start, _tagSlots, _tagLevels, out row.Tags)
            && (row.Kind < _kinds.Count || TryAddKind(row.Kind))
            && (row.Tags < _tagCodes.Count || TryAddTags(row.Tags));
    }

    private bool TryCombine(ref byte start, int[] slots, PairInterner[] levels, out int number)
    {
        number = 0;
        for (var level = 0; level < slots.Length; level++)
        {
            var text = TextNumber(ref start, slots[level]);
            if (text < 0)
            {
                return false;
            }

            number = levels[level].NumberOf(number, text);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TextNumber(ref byte start, int dimension)
    {
        var (textStart, length) = _values.Dimension(dimension);
        ref var text = ref Unsafe.Add(ref start, textStart);

        // What an empty or padded text means is for the full reader to say.
        return
            length is 0 or > TextInterner.MaxLength
            || text == (byte)' '
            || Unsafe.Add(ref text, length - 1) == (byte)' '
            ? -1
            : _texts[dimension].NumberOf(ref text, length);
    }

    private bool TryAddKind(int number)
    {
        if (With(_sample, _kindSlots, _kindLevels, number) is null)
        {
            return false;
        }

        while (_kinds.Count <= number)
        {
            _kinds.Add(null);
        }

        return true;
    }

    private bool TryAddTags(int number)
    {
        if (number >= MaxTagSets)
        {
            return false;
        }

        while (_tagCodes.Count <= number)
        {
            _tagCodes.Add(0);
        }

        return true;
    }

    private bool ReadsTheSame(ReadOnlySpan<byte> line, UsageEvent read)
    {
        var padded = new byte[line.Length + 1 + ChunkReader.Slack];
        line.CopyTo(padded);
        padded[line.Length] = (byte)'\n';
        if (TryRead(ref padded[0], line.Length + 1, new LineTime(), out var row) != line.Length + 1)
        {
            return false;
        }

        var codes = new EventCodes();
        var batch = new EventBatch();
        Add(in row, padded.AsSpan(row.IdStart, row.IdLength), codes, batch);
        ForgetCodes();
        codes.Add(read, batch);
        var (fast, full) = (batch.Rows[0], batch.Rows[1]);
        return fast.Id == full.Id
            && fast.Content == full.Content
            && batch.IdOf(in fast).SequenceEqual(batch.IdOf(in full));
    }

    /// <summary>Those of learning are not those of the store.</summary>
    private void ForgetCodes()
    {
        _defaults = null;
        _kinds.Clear();
        _tagCodes.Clear();
        Array.ForEach(_ownerCodes, codes => codes.Clear());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Text(ref byte start, int offset, int length) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, offset), length);
}
