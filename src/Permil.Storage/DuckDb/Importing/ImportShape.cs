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

    /// <summary>Different combinations of texts; a log with more has a text of its own in nearly every line.</summary>
    private const int MaxCombinations = 1 << 20;

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
    private readonly int[] _slots;
    private readonly TextInterner[] _texts;
    private readonly PairInterner[] _levels;
    private readonly LineValues _values;

    /// <summary>By combination; none yet where the combination is new.</summary>
    private readonly List<Combination?> _combinations = [];

    /// <summary>What lines with the same texts have in common.</summary>
    private sealed record Combination(UsageKind Kind, UsageKind KindWithReasoning, EventTraits Traits);

    private ImportShape(LineShape shape, UsageEvent sample, BulkDimensions dimensions, int[] slots)
    {
        _shape = shape;
        _sample = sample;
        _idSeed = EventIdHash.SeedOf(sample.Source);
        _dimensions = dimensions;
        _slots = slots;
        _texts = [.. Enumerable.Range(0, dimensions.Count).Select(_ => new TextInterner())];
        _levels = [.. slots.Select(_ => new PairInterner())];
        _values = new LineValues(dimensions.Count);
    }

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
        var learned = new ImportShape(shape, sample, dimensions, [.. slots]);
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
        if (ticks < 0 || !TryCombine(ref start, out row.Combination))
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
        var known = _combinations[row.Combination] ??= Find(row.Combination, codes);
        var isNoted = row.Reasoning > 0;
        var kind = isNoted ? known.KindWithReasoning : known.Kind;
        var traits = known.Traits with { Kind = kind.Code };
        var added = new EventRow
        {
            Id = row.Id,
            Time = row.Time,
            Traits = traits,
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

    private Combination Find(int number, EventCodes codes)
    {
        Slot[] slots = [.. Meters.Select(meter => new Slot(SlotPart.Whole, meter.Name))];
        var usageEvent = EventOf(number)!;
        var traits = codes.TraitsOf(usageEvent, slots);
        var noted = codes.Kinds.KindOf(
            usageEvent,
            [.. slots, new Slot(SlotPart.Note, Usage.Attribute.ReasoningTokens)]
        );
        return new Combination(codes.Kinds[traits.Kind], noted, traits);
    }

    /// <returns><see langword="null"/> when a text is no value of its field.</returns>
    private UsageEvent? EventOf(int number)
    {
        var usageEvent = _sample;
        for (var level = _slots.Length - 1; level >= 0 && usageEvent is not null; level--)
        {
            (number, var text) = _levels[level].PairOf(number);
            usageEvent = _dimensions.With(usageEvent, _slots[level], _texts[_slots[level]].TextOf(text));
        }

        return usageEvent;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryCombine(ref byte start, out int combination)
    {
        combination = 0;
        for (var level = 0; level < _slots.Length; level++)
        {
            var (textStart, length) = _values.Dimension(_slots[level]);
            ref var text = ref Unsafe.Add(ref start, textStart);
            if (
                length is 0 or > TextInterner.MaxLength
                || text == (byte)' '
                || Unsafe.Add(ref text, length - 1) == (byte)' '
            )
            {
                // What an empty or padded text means is for the full reader to say.
                return false;
            }

            combination = _levels[level].NumberOf(combination, _texts[_slots[level]].NumberOf(ref text, length));
        }

        return combination < _combinations.Count || TryAddCombination(combination);
    }

    private bool TryAddCombination(int combination)
    {
        if (combination >= MaxCombinations || EventOf(combination) is null)
        {
            return false;
        }

        while (_combinations.Count <= combination)
        {
            _combinations.Add(null);
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
        _combinations.Clear();
        codes.Add(read, batch);
        var (fast, full) = (batch.Rows[0], batch.Rows[1]);
        return fast.Id == full.Id
            && fast.Content == full.Content
            && batch.IdOf(in fast).SequenceEqual(batch.IdOf(in full));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Text(ref byte start, int offset, int length) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, offset), length);
}
