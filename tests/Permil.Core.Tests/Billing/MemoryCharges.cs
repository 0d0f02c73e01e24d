using Permil.Billing.Charges;
using Permil.Billing.Invoices;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing;

/// <summary>
/// Usage held in memory and rated event by event: what charges are, said as plainly as possible. Without month tiers.
/// </summary>
internal sealed class MemoryCharges : IChargeSource
{
    private readonly List<UsageEvent> _events = [];
    private readonly List<long> _sequences = [];
    private readonly List<(long Sequence, string Id)> _retractions = [];

    public long LastSequence { get; private set; }

    /// <summary>Months that were asked for, as often as they were.</summary>
    public List<BillingMonth> Asked { get; } = [];

    public void Store(params UsageEvent[] events)
    {
        foreach (var usageEvent in events)
        {
            _events.Add(usageEvent);
            LastSequence++;
            _sequences.Add(LastSequence);
        }
    }

    /// <summary>Takes an event back.</summary>
    public void Retract(string id) => _retractions.Add((++LastSequence, id));

    public ChargeSheet Rate(BillingTerms terms, ChargeQuestion question)
    {
        Asked.Add(question.Month);
        var rater = new Rater(terms.Catalog);
        var sums = new Dictionary<(ChargeKey Key, DateTimeOffset Start), ChargeLine>();
        var unpriced = new UnpricedGroups();
        foreach (var usageEvent in Existing(question.ThroughSequence ?? long.MaxValue))
        {
            if (
                usageEvent.Account != question.Account
                || usageEvent.Time < question.Start
                || usageEvent.Time >= question.End
            )
            {
                continue;
            }

            var withoutPrice = new List<UnpricedUsage>();
            foreach (var measured in rater.Price(usageEvent, withoutPrice))
            {
                Add(sums, terms, question, usageEvent, measured);
            }

            if (withoutPrice.Count > 0)
            {
                unpriced.Add(usageEvent.Model, withoutPrice, events: 1, times: 1);
            }
        }

        return new ChargeSheet([.. sums.Values.OrderBy(line => line.Start)], unpriced.InOrder(), 0);
    }

    public IReadOnlySet<BillingMonth> MonthsTouched(long afterSequence, long throughSequence)
    {
        bool IsNew(long sequence) => sequence > afterSequence && sequence <= throughSequence;
        return _events
            .Where(
                (usageEvent, i) =>
                    IsNew(_sequences[i])
                    || _retractions.Exists(retraction => IsNew(retraction.Sequence) && retraction.Id == usageEvent.Id)
            )
            .Select(usageEvent => BillingMonth.Of(usageEvent.Time))
            .ToHashSet();
    }

    /// <summary>When an event was stored.</summary>
    public long SequenceOf(UsageEvent usageEvent) => _sequences[_events.FindIndex(other => other.Id == usageEvent.Id)];

    /// <summary>Events that were taken back after a number and had not been before.</summary>
    public IEnumerable<UsageEvent> RetractedSince(long sequence) => Existing(sequence).Except(Existing(long.MaxValue));

    /// <summary>Events as of a number.</summary>
    public IEnumerable<UsageEvent> Existing(long through) =>
        _events.Where(
            (usageEvent, i) =>
                _sequences[i] <= through
                && !_retractions.Exists(retraction => retraction.Sequence <= through && retraction.Id == usageEvent.Id)
        );

    private static void Add(
        Dictionary<(ChargeKey Key, DateTimeOffset Start), ChargeLine> sums,
        BillingTerms terms,
        ChargeQuestion question,
        UsageEvent usageEvent,
        PricedMeasurement measured
    )
    {
        var query = new Pricing.PriceQuery(
            usageEvent.Provider,
            usageEvent.Model,
            usageEvent.Mode,
            measured.Meter,
            usageEvent.Attributes,
            usageEvent.Time
        );
        var list = ListCost.Of(measured, TierPosition.Alone(measured.Quantity));
        var contracted = ListCost.Of(
            measured with
            {
                Price = terms.Rates.Of(measured.Price, query),
            },
            TierPosition.Alone(measured.Quantity)
        );
        var price = measured.Price.Stated!;
        var key = new ChargeKey(
            price.Book.Provider,
            usageEvent.Model,
            usageEvent.Mode,
            measured.Meter,
            price.Sku,
            list.PricingUnit,
            list.ListUnitPrice,
            contracted.ListUnitPrice,
            new OwnerValues([.. question.OwnerKeys.Select(owner => owner.ValueOf(usageEvent, null))])
        );
        var start = question.Cuts.Append(question.Month.Start).Where(cut => cut <= usageEvent.Time).Max();
        if (question.ByHour.Any(match => match.Takes(price, usageEvent.Model, usageEvent.Mode, measured.Meter)))
        {
            var hour = usageEvent.Time.AddTicks(-(usageEvent.Time.UtcTicks % TimeSpan.TicksPerHour));
            start = hour > start ? hour : start;
        }

        var line =
            sums.GetValueOrDefault((key, start))
            ?? new ChargeLine
            {
                Key = key,
                Start = start,
                Price = price,
                Events = 0,
                ConsumedQuantity = 0,
                PricingQuantity = 0,
                ListCost = 0,
                ContractedCost = 0,
            };
        sums[(key, start)] = line with
        {
            Events = line.Events + 1,
            ConsumedQuantity = line.ConsumedQuantity + measured.Quantity,
            PricingQuantity = line.PricingQuantity + list.PricingQuantity,
            ListCost = line.ListCost + list.ListCost,
            ContractedCost = line.ContractedCost + contracted.ListCost,
        };
    }
}
