using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>Lines of one shape, as one thread sees them: their texts become one number, their quantities become sums.</summary>
internal sealed class BulkShape
{
    /// <summary>A line that claims more of anything is left to the full reader; sums of smaller ones cannot overflow.</summary>
    private const long MaxTokens = 1_000_000_000;

    private const int UsedBits = 3;

    private readonly LineShape _shape;
    private readonly UsageEvent _sample;
    private readonly ulong _idSeed;
    private readonly BulkDimensions _dimensions;
    private readonly TextInterner[] _texts;
    private readonly Rater _rater;
    private readonly int _epochs;

    /// <summary>The dimensions that lines have a value for, those that decide prices first.</summary>
    private readonly int[] _pricedSlots;
    private readonly int[] _otherSlots;
    private readonly PairInterner[] _pricedLevels;
    private readonly PairInterner _steps = new();

    /// <summary>One less than there are other slots: the last text stays as it is.</summary>
    private readonly PairInterner[] _otherLevels;

    /// <summary>By the number of the last priced level; <see langword="null"/>: only the full reader knows what is wrong.</summary>
    private readonly List<BulkTrait?> _traits = [];

    private readonly List<BulkTotals?> _totals = [];

    private BulkShape(
        LineShape shape,
        UsageEvent sample,
        BulkDimensions dimensions,
        SortedSet<int> slots,
        TextInterner[] texts,
        Rater rater,
        int epochs
    )
    {
        _shape = shape;
        _sample = sample;
        _idSeed = EventIdHash.SeedOf(sample.Source);
        _dimensions = dimensions;
        _texts = texts;
        _rater = rater;
        _epochs = epochs;
        _pricedSlots = [.. slots.Where(slot => slot < BulkDimensions.PricedCount)];
        _otherSlots = [.. slots.Where(slot => slot >= BulkDimensions.PricedCount)];
        _pricedLevels = [.. _pricedSlots.Select(_ => new PairInterner())];
        _otherLevels = [.. _otherSlots.Skip(1).Select(_ => new PairInterner())];
    }

    /// <summary>Learns from a line that the full reader has read.</summary>
    /// <returns><see langword="null"/> when lines like it are only for the full reader.</returns>
    public static BulkShape? Learn(
        ReadOnlySpan<byte> line,
        UsageEvent read,
        FieldMap map,
        BulkDimensions dimensions,
        TextInterner[] texts,
        Rater rater,
        TimeBuckets buckets
    )
    {
        var slots = new SortedSet<int>();
        var shape = LineShape.Learn(
            line,
            map,
            binding =>
            {
                var dimension = dimensions.NumberOf(binding);
                if (dimension >= 0)
                {
                    slots.Add(dimension);
                }

                return dimension;
            },
            dimensions.HasTags
        );
        if (shape is null || !IsPlain(read))
        {
            return null;
        }

        var bulkShape = new BulkShape(shape, read, dimensions, slots, texts, rater, buckets.Epochs);
        return bulkShape.ReadsTheSame(line, read, buckets) ? bulkShape : null;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="start">Its first byte.</param>
    /// <param name="available">Bytes up to the end of the chunk.</param>
    /// <param name="values">Scratch.</param>
    /// <param name="time">The thread's clock reader.</param>
    /// <param name="buckets">The thread's stretches of time.</param>
    /// <param name="row">What the line says, when the result is above 0.</param>
    /// <returns>The line's length with its line feed; 0 when the line is for another shape or the full reader.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int TryRead(
        ref byte start,
        int available,
        LineValues values,
        LineTime time,
        TimeBuckets buckets,
        out BulkRow row
    )
    {
        row = default;
        var length = _shape.TryRead(ref start, available, values);
        if (length == 0 || values.IdLength == 0)
        {
            return 0;
        }

        var (prompt, cached, output) = (values.PromptTokens, values.CachedTokens, values.OutputTokens);
        if (prompt > MaxTokens || output > MaxTokens || cached > prompt || (prompt | output) == 0)
        {
            // Too much, too odd, or nothing at all: the full reader knows what to make of it.
            return 0;
        }

        var ticks =
            values.TimeLength > 0
                ? time.Ticks(Text(ref start, values.TimeStart, values.TimeLength))
                : LineTime.Ticks(values.TimeNumber);
        if (ticks < 0)
        {
            return 0;
        }

        var bucket = buckets.Of(ticks);
        row.Id = EventIdHash.Of(_idSeed, Text(ref start, values.IdStart, values.IdLength));
        row.Shape = this;
        row.Input = (int)(prompt - cached);
        row.Cached = (int)cached;
        row.Output = (int)output;
        row.Bucket = bucket.IsAskedFor ? bucket.Number : -1;
        return TryCombine(ref start, values, bucket, out row.Combination) ? length : 0;
    }

    /// <summary>Calls the sum of a line into the cache ahead of its turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(in BulkRow row)
    {
        if (row.Bucket < _totals.Count)
        {
            _totals[row.Bucket]?.Prefetch(row.Combination);
        }
    }

    /// <summary>Adds a line that is not a duplicate.</summary>
    public void Add(in BulkRow row)
    {
        while (_totals.Count <= row.Bucket)
        {
            _totals.Add(null);
        }

        (_totals[row.Bucket] ??= new BulkTotals()).Add(row.Combination, row.Input, row.Cached, row.Output);
    }

    /// <summary>The sums within a stretch of time; <see langword="null"/> when there are none.</summary>
    public BulkTotals? SumsIn(int bucket) => bucket < _totals.Count ? _totals[bucket] : null;

    /// <summary>The dimension whose text is the lower half of a combination; -1 when there is none.</summary>
    public int LastDimension => _otherSlots.Length > 0 ? _otherSlots[^1] : -1;

    /// <summary>How many upper halves of combinations there are; they are numbered from 0.</summary>
    public int Prefixes => (_otherLevels.Length > 0 ? _otherLevels[^1] : _steps).Count;

    /// <summary>What the upper half of a combination stands for.</summary>
    /// <returns>An event with all its dimensions but the last, the trait and the step between input lengths.</returns>
    public (UsageEvent Event, BulkTrait Trait, int Step) DescribePrefix(int number)
    {
        var texts = new string[_otherLevels.Length];
        for (var level = _otherLevels.Length - 1; level >= 0; level--)
        {
            (number, var text) = _otherLevels[level].PairOf(number);
            texts[level] = _texts[_otherSlots[level]].TextOf(text);
        }

        var (trait, step) = _steps.PairOf(number);
        step = _dimensions.AreOfCharges ? step >> UsedBits : step;
        var usageEvent = _traits[trait]!.Sample;
        for (var level = 0; level < texts.Length; level++)
        {
            usageEvent = _dimensions.With(usageEvent, _otherSlots[level], texts[level])!;
        }

        return (usageEvent, _traits[trait]!, step);
    }

    /// <summary>What a combination stands for.</summary>
    /// <returns>An event with its dimensions, the trait and the step between input lengths.</returns>
    public (UsageEvent Event, BulkTrait Trait, int Step) Describe(ulong combination)
    {
        var described = DescribePrefix((int)(combination >> 32));
        return LastDimension < 0
            ? described
            : described with
            {
                Event = _dimensions.With(
                    described.Event,
                    LastDimension,
                    _texts[LastDimension].TextOf((int)(combination & uint.MaxValue))
                )!,
            };
    }

    /// <summary>
    /// Makes one number of the texts that matter: above 32 bits all but the last as the number of a chain of pairs, below
    /// them the last text. The last is usually the one with the most values; a pair table for it would be the largest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryCombine(ref byte start, LineValues values, TimeBuckets.Bucket bucket, out ulong combination)
    {
        combination = 0;
        var number = 0;
        for (var level = 0; level < _pricedSlots.Length; level++)
        {
            var text = TextNumber(ref start, values, _pricedSlots[level]);
            if (text < 0)
            {
                return false;
            }

            number = _pricedLevels[level].NumberOf(number, text);
        }

        var trait = TraitOf(number);
        if (trait is null || trait.PricesOf(bucket) is not { CanBeSummed: true } prices)
        {
            return false;
        }

        var step = prices.StepOf(values.PromptTokens);
        number = _steps.NumberOf(
            trait.Number,
            _dimensions.AreOfCharges ? (step << UsedBits) | UsedMeters(values) : step
        );
        var last = 0;
        for (var level = 0; level < _otherSlots.Length; level++)
        {
            number = level > 0 ? _otherLevels[level - 1].NumberOf(number, last) : number;
            last = TextNumber(ref start, values, _otherSlots[level]);
            if (last < 0)
            {
                return false;
            }
        }

        combination = ((ulong)(uint)number << 32) | (uint)last;
        return true;
    }

    /// <summary>Which meters are above 0: groups of charges count an event only with the meters it used.</summary>
    private static int UsedMeters(LineValues values) =>
        (values.PromptTokens > values.CachedTokens ? 1 : 0)
        | (values.CachedTokens > 0 ? 2 : 0)
        | (values.OutputTokens > 0 ? 4 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TextNumber(ref byte start, LineValues values, int dimension)
    {
        var (textStart, length) = values.Dimension(dimension);
        ref var text = ref Unsafe.Add(ref start, textStart);

        // What an empty or padded text means is for the full reader to say.
        return
            length is 0 or > TextInterner.MaxLength
            || text == (byte)' '
            || Unsafe.Add(ref text, length - 1) == (byte)' '
            ? -1
            : _texts[dimension].NumberOf(ref text, length);
    }

    private BulkTrait? TraitOf(int number)
    {
        if (number < _traits.Count)
        {
            return _traits[number];
        }

        var sample = _sample;
        var rest = number;
        for (var level = _pricedSlots.Length - 1; level >= 0 && sample is not null; level--)
        {
            (rest, var text) = _pricedLevels[level].PairOf(rest);
            sample = _dimensions.With(sample, _pricedSlots[level], _texts[_pricedSlots[level]].TextOf(text));
        }

        // Different texts can mean the same (sync and stream are both serverless): such lines share their sums.
        var same = sample is null ? null : _traits.Find(trait => trait is not null && trait.IsOf(sample));
        _traits.Add(sample is null ? null : same ?? new BulkTrait(sample, number, _rater, _epochs));
        return _traits[number];
    }

    /// <summary>Whether the event holds nothing beyond what the bulk path sums.</summary>
    private static bool IsPlain(UsageEvent read) =>
        read.UnsettledReason is null
        && read.Usage.All(measurement => BulkTrait.SummedMeters.Contains(measurement.Meter))
        && read.Attributes.Keys.All(name => name is Usage.Attribute.ReasoningTokens or Usage.Attribute.TotalTokens);

    private bool ReadsTheSame(ReadOnlySpan<byte> line, UsageEvent read, TimeBuckets buckets)
    {
        var padded = new byte[line.Length + 1 + ChunkReader.Slack];
        line.CopyTo(padded);
        padded[line.Length] = (byte)'\n';
        var values = new LineValues(_dimensions.Count);
        if (TryRead(ref padded[0], line.Length + 1, values, new LineTime(), buckets, out var row) != line.Length + 1)
        {
            return false;
        }

        var isSameFact =
            row.Id == EventIdHash.Of(read.Source, read.Id)
            && row.Input == read.QuantityOf(Meters.InputTokens)
            && row.Cached == read.QuantityOf(Meters.CachedInputTokens)
            && row.Output == read.QuantityOf(Meters.OutputTokens);
        if (!isSameFact)
        {
            return false;
        }

        var (described, _, _) = Describe(row.Combination);
        return _dimensions.AreSame(described, read);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Text(ref byte start, int offset, int length) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, offset), length);
}
