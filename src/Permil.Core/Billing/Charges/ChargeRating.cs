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
    /// <summary>What a charge has beside what was measured.</summary>
    private sealed record Use(string Model, Mode Mode, DateTimeOffset Time, OwnerValues Owner, long Events, long Times);

    private readonly GroupKey[] _ownerKeys = [.. question.AllOwnerKeys];
    private readonly HourlyCharges _hourly = new(question.ByHour);
    private readonly DateTimeOffset[] _cuts =
    [
        .. cuts.Where(question.Month.Contains).Append(question.Month.Start).Distinct().Order(),
    ];

    private readonly Dictionary<ChargeKey, ChargeSeries> _series = [];
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
                RequireWholeMonth(measured);
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

    private void RequireWholeMonth(PricedMeasurement measured)
    {
        if (question.Start != question.Month.Start || question.End != question.Month.End)
        {
            throw new InvalidOperationException(
                $"{measured.Price.Stated!.Sku} has tiers of a month, asked for: a part of {question.Month}"
            );
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

    /// <summary>Finds where usage goes that is priced by multiplying, so that many sums of it can be added by quantity.</summary>
    /// <param name="usageEvent">What it is and whose.</param>
    /// <param name="one">One unit of a meter, with additive prices.</param>
    public PlainUse PlainOf(UsageEvent usageEvent, PricedMeasurement one)
    {
        var stated = one.Price.Stated!;
        var use = new Use(
            usageEvent.Model,
            usageEvent.Mode,
            usageEvent.Time,
            OwnerOf(usageEvent, stated.Book.Provider),
            Events: 0,
            Times: 1
        );
        return new(
            SeriesOf(use, one, Alone(one), Alone(one.AtContract)),
            one.Price,
            ListCost.OfOneUnit(one.Price, inputTokens: 0),
            ListCost.OfOneUnit(one.AtContract.Price, inputTokens: 0),
            _hourly.Takes(stated, usageEvent.Model, usageEvent.Mode, one.Meter)
        );
    }

    /// <summary>Adds plain usage.</summary>
    /// <param name="use">What it is.</param>
    /// <param name="time">Within a stretch in which no price changes.</param>
    /// <param name="quantity">In the unit of the meter.</param>
    /// <param name="events">How many events are counted.</param>
    public void AddPlain(PlainUse use, DateTimeOffset time, decimal quantity, long events) =>
        use
            .Series.SumAt(StartOf(time, use.Price, use.IsHourly), use.Price)
            .Add(
                events,
                quantity,
                Exact.Multiply(use.ListUnitCost, quantity),
                Exact.Multiply(use.ContractedUnitCost, quantity)
            );

    /// <summary>Everything so far.</summary>
    public ChargeSheet Finish()
    {
        _tiered?.Charge();
        return new ChargeSheet([.. LinesInOrder()], _unpricedGroups.InOrder(), _unsettled);
    }

    /// <summary>As <see cref="ChargeLineOrder"/> has it; few lines have to be compared.</summary>
    private IEnumerable<ChargeLine> LinesInOrder()
    {
        var series = _series.Values.ToList();
        series.Sort((x, y) => ChargeLineOrder.CompareOwned(x.Key, y.Key));
        for (var (first, end) = (0, 1); first < series.Count; first = end++)
        {
            while (end < series.Count && ChargeLineOrder.CompareOwned(series[first].Key, series[end].Key) == 0)
            {
                end++;
            }

            var lines = series[first..end].SelectMany(one => one.Lines);
            foreach (var line in end - first == 1 ? lines : lines.Order(ChargeLineOrder.Instance))
            {
                yield return line;
            }
        }
    }

    private void Add(Use use, PricedMeasurement measured, TierPosition position)
    {
        var list = ListCost.Of(measured, position);
        var contracted = measured.Contracted is null ? list : ListCost.Of(measured.AtContract, position);
        var isHourly = _hourly.Takes(measured.Price.Stated!, use.Model, use.Mode, measured.Meter);
        SeriesOf(use, measured, list, contracted)
            .SumAt(StartOf(use.Time, measured.Price, isHourly), measured.Price)
            .Add(list, contracted, use.Events, use.Times);
    }

    private static Charge Alone(PricedMeasurement measured) =>
        ListCost.Of(measured, TierPosition.Alone(measured.Quantity));

    private ChargeSeries SeriesOf(Use use, PricedMeasurement measured, Charge list, Charge contracted)
    {
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
        if (!_series.TryGetValue(key, out var series))
        {
            _series.Add(key, series = new ChargeSeries(key));
        }

        return series;
    }

    /// <summary>
    /// The last cut, the begin of the price or the full hour, whichever is latest: the same however the usage around it was
    /// summed, since sums reach across none of these.
    /// </summary>
    private DateTimeOffset StartOf(DateTimeOffset time, PriceAnswer price, bool isHourly)
    {
        var place = Array.BinarySearch(_cuts, time);
        var start = _cuts[place < 0 ? ~place - 1 : place];
        start = Later(start, price.Stated!.Period.From);
        start = Later(start, price.Amounts!.Period.From);
        return isHourly ? Later(start, time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerHour))) : start;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    private OwnerValues OwnerOf(UsageEvent usageEvent, string provider) =>
        new(Array.ConvertAll(_ownerKeys, key => key.ValueOf(usageEvent, provider)));
}
