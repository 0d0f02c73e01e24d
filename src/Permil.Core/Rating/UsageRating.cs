using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

/// <summary>
/// Rates a stream of events into groups. Events seen before are left out; memory grows with the number of groups and
/// by the size of an id for each event, not with what the events hold. Only usage under monthly tiers is kept until the end.
/// </summary>
/// <param name="rater">The prices.</param>
/// <param name="keys">What to group by; empty for one group.</param>
/// <param name="from">Earlier events are left out; <see langword="null"/>: none are.</param>
/// <param name="to">Events at or after it are left out; <see langword="null"/>: none are.</param>
public sealed class UsageRating(
    Rater rater,
    IReadOnlyList<GroupKey> keys,
    DateTimeOffset? from = null,
    DateTimeOffset? to = null
) : IUsageSink, IRatedUsage
{
    /// <summary>More rejected lines are counted but not kept.</summary>
    public const int MaxRejectedLinesKept = 1_000;

    private readonly Dictionary<GroupId, UsageGroup> _groups = [];
    private readonly List<UsageGroup> _summedGroups = [];
    private readonly UnpricedGroups _unpricedGroups = new();
    private readonly Dictionary<string, long> _unsettledReasons = new(StringComparer.Ordinal);
    private readonly List<RejectedLine> _rejectedLines = [];
    private readonly TieredUsage<UsageGroup> _tiered = new(
        static (group, measured, position) => group.AddCost(ListCost.Of(measured, position).ListCost)
    );
    private readonly bool _hasTiers = rater.Catalog.Prices.Any(price =>
        price.Shape is PriceShape.Graduated or PriceShape.Volume
    );
    private readonly bool _isByCharge = keys.Any(key => key.IsOfCharge);
    private readonly bool _needsProvider = keys.Any(key => key.Dimension == GroupDimension.Provider);
    private readonly List<UnpricedUsage> _unpricedScratch = [];
    private readonly List<UsageGroup> _groupScratch = [];
    private long _events;
    private long _duplicates;
    private long _unsettled;
    private long _failed;
    private long _rejected;
    private long _unpriced;

    public Rater Rater { get; } = rater;

    public IReadOnlyList<GroupKey> Keys { get; } = keys;

    /// <summary>The ids of all events so far.</summary>
    internal EventIdSet Ids { get; } = new();

    /// <summary>Whether an instant is in the asked period.</summary>
    internal bool IsAskedFor(DateTimeOffset time) => (from is null || time >= from) && (to is null || time < to);

    internal IEnumerable<DateTimeOffset> AskedBounds => new[] { from, to }.OfType<DateTimeOffset>();

    /// <inheritdoc/>
    public void Accept(UsageEvent usageEvent)
    {
        if (!IsAskedFor(usageEvent.Time))
        {
            AddToMonth(usageEvent);
            return;
        }

        if (!Ids.Add(EventIdHash.Of(usageEvent.Source, usageEvent.Id)))
        {
            _duplicates++;
            return;
        }

        AddStored(usageEvent, events: 1);
    }

    /// <inheritdoc/>
    public void Reject(RejectedLine rejectedLine)
    {
        _rejected++;
        if (_rejectedLines.Count < MaxRejectedLinesKept)
        {
            _rejectedLines.Add(rejectedLine);
        }
    }

    /// <summary>Says that about so many events will come; more or fewer may.</summary>
    public void Expect(long events) => Ids.Expect(events);

    internal void AddDuplicates(long count) => _duplicates += count;

    /// <summary>
    /// Adds the sum of many events that differ in nothing but id, quantities and time within a stretch in which no price
    /// changes. Every price must be additive, all their meters priced or none, and each event must have used something.
    /// </summary>
    /// <param name="sum">The sum, at any time of the stretch.</param>
    /// <param name="events">How many events it is.</param>
    /// <param name="inputTokens">The input length of a request that all of them share a context step with.</param>
    internal void AddSum(UsageEvent sum, long events, decimal inputTokens) => Add(sum, events, inputTokens, times: 1);

    /// <summary>Adds events that are known to be different ones.</summary>
    /// <param name="usageEvent">The event, or the sum of events as for <see cref="AddSum"/>.</param>
    /// <param name="events">How many events are counted.</param>
    /// <param name="inputTokens">As for <see cref="AddSum"/>; <see langword="null"/>: the event's own.</param>
    /// <param name="times">How many times it is there: more than 1 is that many events alike, not a sum.</param>
    internal void AddStored(UsageEvent usageEvent, long events, decimal? inputTokens = null, long times = 1)
    {
        if (usageEvent.UnsettledReason is { } reason)
        {
            _unsettled += events;
            _unsettledReasons[reason] = _unsettledReasons.GetValueOrDefault(reason) + events;
        }

        if (usageEvent.Attributes.GetValueOrDefault(Usage.Attribute.Outcome) is Usage.Attribute.Failed)
        {
            _failed += events;
        }

        Add(usageEvent, events, inputTokens, times);
    }

    void IRatedUsage.AddStored(UsageEvent usageEvent, long events, decimal? inputTokens, long times) =>
        AddStored(usageEvent, events, inputTokens, times);

    void IRatedUsage.AddToTiers(UsageEvent usageEvent) => AddToTiers(usageEvent);

    /// <summary>Adds an event that is in no group, but decides how far the tiers of its month are filled.</summary>
    internal void AddToTiers(UsageEvent usageEvent)
    {
        foreach (var measured in Rater.Price(usageEvent, []))
        {
            if (measured.IsTiered)
            {
                _tiered.Add(usageEvent, measured, owner: null);
            }
        }
    }

    /// <summary>Adds groups that were summed and priced elsewhere, each values once. Their keys must not be of a charge.</summary>
    internal void AddGroups(IReadOnlyCollection<UsageGroup> groups)
    {
        _summedGroups.AddRange(groups);
        _events += groups.Sum(group => group.Events);
    }

    /// <summary>Counts the unpriced usage of events that <see cref="AddGroups"/> was given.</summary>
    internal void AddUnpriced(UsageEvent sum, IEnumerable<UnpricedUsage> unpriced, long events)
    {
        _unpricedScratch.Clear();
        _unpricedScratch.AddRange(unpriced);
        AddUnpriced(sum, events, times: 1);
    }

    /// <summary>Charges what is held for the sake of tiers: nothing more will come of the months so far.</summary>
    internal void ChargeTiers() => _tiered.Charge();

    /// <summary>Everything so far.</summary>
    public RatingSummary Finish()
    {
        _tiered.Charge();
        var groups = AllGroups();
        return new RatingSummary
        {
            Currency = Rater.Catalog.Currency,
            Keys = Keys,
            Events = _events,
            Duplicates = _duplicates,
            Unsettled = _unsettled,
            Failed = _failed,
            Rejected = _rejected,
            Unpriced = _unpriced,
            ListCost = groups.Aggregate(0m, (sum, group) => Exact.Add(sum, group.ListCost)),
            Groups = GroupOrder.Sort(groups),
            UnpricedGroups = _unpricedGroups.InOrder(),
            UnsettledReasons =
            [
                .. _unsettledReasons
                    .OrderByDescending(pair => pair.Value)
                    .ThenBy(pair => pair.Key, StringComparer.Ordinal),
            ],
            RejectedLines = _rejectedLines,
        };
    }

    /// <summary>
    /// Usage outside the asked period is in no group, but in a month of the period it decides how far the tiers are filled.
    /// </summary>
    private void AddToMonth(UsageEvent usageEvent)
    {
        var time = usageEvent.Time.UtcDateTime;
        var month = new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero);
        if (!_hasTiers || (from is not null && month.AddMonths(1) <= from) || (to is not null && month >= to))
        {
            return;
        }

        if (Ids.Add(EventIdHash.Of(usageEvent.Source, usageEvent.Id)))
        {
            AddToTiers(usageEvent);
        }
    }

    private List<UsageGroup> AllGroups()
    {
        if (_groups.Count == 0)
        {
            return _summedGroups;
        }

        foreach (var group in _summedGroups)
        {
            if (!_groups.TryAdd(group.Id, group))
            {
                _groups[group.Id].Add(group);
            }
        }

        _summedGroups.Clear();
        return [.. _groups.Values];
    }

    private void Add(UsageEvent usageEvent, long events, decimal? inputTokens, long times)
    {
        _events += events;
        _unpricedScratch.Clear();
        var priced = Rater.Price(usageEvent, _unpricedScratch, inputTokens);
        var provider = _needsProvider ? ProviderOf(usageEvent, priced) : null;
        if (_isByCharge)
        {
            AddByCharge(usageEvent, priced, provider, events, times);
        }
        else
        {
            var group = GroupOf(usageEvent, provider, null, null);
            group.Events += events;
            group.Unpriced += _unpricedScratch.Count > 0 ? events : 0;
            foreach (var (meter, quantity) in usageEvent.Usage)
            {
                if (quantity != 0)
                {
                    group.AddQuantity(meter, Exact.Multiply(quantity, times));
                }
            }

            foreach (var measured in priced)
            {
                AddCost(group, usageEvent, measured, times);
            }
        }

        AddUnpriced(usageEvent, events, times);
    }

    private void AddByCharge(
        UsageEvent usageEvent,
        List<PricedMeasurement> priced,
        string? provider,
        long events,
        long times
    )
    {
        _groupScratch.Clear();
        foreach (var measured in priced)
        {
            var group = GroupOf(usageEvent, provider, measured.Meter, measured.Price.Stated);
            Count(group, measured.Meter, Exact.Multiply(measured.Quantity, times), events);
            AddCost(group, usageEvent, measured, times);
        }

        foreach (var (meter, quantity, _) in _unpricedScratch)
        {
            var group = GroupOf(usageEvent, provider, meter, null);
            if (Count(group, meter, Exact.Multiply(quantity, times), events))
            {
                group.Unpriced += events;
            }
        }
    }

    /// <returns>Whether these events were not yet counted in the group.</returns>
    private bool Count(UsageGroup group, Meter meter, decimal quantity, long events)
    {
        group.AddQuantity(meter, quantity);
        if (_groupScratch.Contains(group))
        {
            return false;
        }

        _groupScratch.Add(group);
        group.Events += events;
        return true;
    }

    private void AddCost(UsageGroup group, UsageEvent usageEvent, PricedMeasurement measured, long times)
    {
        if (measured.IsTiered)
        {
            _tiered.Add(usageEvent, measured, group);
        }
        else
        {
            var charge = ListCost.Of(measured, TierPosition.Alone(measured.Quantity));
            group.AddCost(Exact.Multiply(charge.ListCost, times));
        }
    }

    private void AddUnpriced(UsageEvent usageEvent, long events, long times)
    {
        if (_unpricedScratch.Count == 0)
        {
            return;
        }

        _unpriced += events;
        _unpricedGroups.Add(usageEvent.Model, _unpricedScratch, events, times);
    }

    private string? ProviderOf(UsageEvent usageEvent, List<PricedMeasurement> priced) =>
        priced.Count > 0 && Rater.Substitution is null
            ? priced[0].Price.Stated!.Book.Provider
            : Rater.ProviderOf(usageEvent);

    private UsageGroup GroupOf(UsageEvent usageEvent, string? provider, Meter? meter, SkuPrice? price)
    {
        var values = new string?[Keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Keys[i].Dimension switch
            {
                GroupDimension.Meter => meter?.Name,
                GroupDimension.Sku => price?.Sku,
                _ => Keys[i].ValueOf(usageEvent, provider),
            };
        }

        var id = new GroupId(values);
        if (!_groups.TryGetValue(id, out var group))
        {
            _groups.Add(id, group = new UsageGroup(values));
        }

        return group;
    }
}
