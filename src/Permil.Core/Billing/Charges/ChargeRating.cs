using Permil.Billing.Contracts;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Charges;

/// <summary>
/// Rates usage of one account's month into lines. Which lines there are and where their stretches begin follows from the
/// usage asked for, the terms and the question alone, so it does not matter how usage was summed before.
/// </summary>
/// <param name="rater">The prices, and the account's own where it has some.</param>
/// <param name="question">What is asked. Usage of the month and the account comes, and no other.</param>
/// <param name="cuts">Instants at which time is cut, those of the question among them.</param>
internal sealed class ChargeRating(Rater rater, ChargeQuestion question, IEnumerable<DateTimeOffset> cuts) : IRatedUsage
{
    private readonly record struct LineId(ChargeKey Key, DateTimeOffset Start);

    /// <summary>What a charge has beside what was measured.</summary>
    private sealed record Use(string Model, Mode Mode, DateTimeOffset Time, OwnerValues Owner, long Events, long Times);

    private readonly GroupKey[] _ownerKeys = [.. question.AllOwnerKeys];
    private readonly HourlyCharges _hourly = new(question.ByHour);
    private readonly DateTimeOffset[] _cuts =
    [
        .. cuts.Where(question.Month.Contains).Append(question.Month.Start).Distinct().Order(),
    ];

    private readonly Dictionary<LineId, ChargeSum> _sums = [];
    private readonly UnpricedGroups _unpricedGroups = new();
    private readonly List<UnpricedUsage> _unpriced = [];
    private TieredUsage<Use>? _tiered;
    private long _unsettled;

    public void AddStored(UsageEvent usageEvent, long events, decimal? inputTokens, long times)
    {
        _unsettled += usageEvent.UnsettledReason is null ? 0 : events;
        _unpriced.Clear();
        var priced = rater.Price(usageEvent, _unpriced, inputTokens);
        foreach (var measured in priced)
        {
            var owner = OwnerOf(usageEvent, measured.Price.Stated!.Book.Provider);
            var use = new Use(usageEvent.Model, usageEvent.Mode, usageEvent.Time, owner, events, times);
            if (measured.IsTiered)
            {
                (_tiered ??= new(Add)).Add(usageEvent, measured, use);
            }
            else
            {
                Add(use, measured, TierPosition.Alone(measured.Quantity));
            }
        }

        if (_unpriced.Count > 0)
        {
            _unpricedGroups.Add(usageEvent.Model, _unpriced, events, times);
        }
    }

    /// <summary>Tiers are those of an account's month, and all of that is asked for: what nobody asks for fills none of them.</summary>
    public void AddToTiers(UsageEvent usageEvent)
    {
        if ((usageEvent.Account ?? "") == question.Account && question.Month.Contains(usageEvent.Time))
        {
            throw new ArgumentException(
                $"usage of {question.Account} in {question.Month} is asked for",
                nameof(usageEvent)
            );
        }
    }

    /// <summary>Everything so far.</summary>
    public ChargeSheet Finish()
    {
        _tiered?.Charge();
        return new ChargeSheet(
            [.. _sums.Values.Select(sum => sum.ToLine()).Order(ChargeLineOrder.Instance)],
            _unpricedGroups.InOrder(),
            _unsettled
        );
    }

    private void Add(Use use, PricedMeasurement measured, TierPosition position)
    {
        var list = ListCost.Of(measured, position);
        var contracted = measured.Contracted is null ? list : ListCost.Of(measured.AtContract, position);
        var key = new ChargeKey(
            list.Price.Stated!.Book.Provider,
            use.Model,
            use.Mode,
            measured.Meter,
            list.Sku,
            list.PricingUnit,
            measured.IsTiered ? null : list.ListUnitPrice,
            ContractedUnitPrice.Of(list, contracted),
            use.Owner
        );
        var id = new LineId(key, StartOf(use, measured));
        if (!_sums.TryGetValue(id, out var sum))
        {
            _sums.Add(id, sum = new ChargeSum(key, id.Start, measured));
        }

        sum.Add(list, contracted, use.Events, use.Times);
    }

    /// <summary>
    /// The last cut, the begin of the price or the full hour, whichever is latest: the same however the usage around it was
    /// summed, since sums reach across none of these.
    /// </summary>
    private DateTimeOffset StartOf(Use use, PricedMeasurement measured)
    {
        var time = use.Time;
        var place = Array.BinarySearch(_cuts, time);
        var start = _cuts[place < 0 ? ~place - 1 : place];
        foreach (var price in (ReadOnlySpan<SkuPrice>)[measured.Price.Stated!, measured.Price.Amounts!])
        {
            start = price.Period.From > start ? price.Period.From.Value : start;
        }

        if (_hourly.Takes(measured.Price.Stated!, use.Model, use.Mode, measured.Meter))
        {
            var hour = time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerHour));
            start = hour > start ? hour : start;
        }

        return start;
    }

    private OwnerValues OwnerOf(UsageEvent usageEvent, string provider) =>
        new(Array.ConvertAll(_ownerKeys, key => key.ValueOf(usageEvent, provider)));
}
