using Permil.Allocation;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Storage.Billing;

/// <summary>What a sheet must come to: each event allocated, split and priced by itself, at list prices and at the contract's.</summary>
internal sealed class SheetByEvent(BillingTerms terms, ChargeQuestion question)
{
    private sealed record Priced(UsagePart Part, PricedMeasurement List, PriceAnswer Contracted);

    private sealed record Charged(ChargeKey Key, DateTimeOffset Start, Priced Priced, Charge List, Charge Contracted);

    private readonly Rater _rater = new(terms.Catalog);
    private readonly List<Priced> _priced = [];
    private readonly UnpricedGroups _unpriced = new();
    private long _unsettled;

    public static string TextOf(IReadOnlyList<UsageEvent> events, BillingTerms terms, ChargeQuestion question) =>
        SheetText.Of(new SheetByEvent(terms, question).Rate(events));

    private ChargeSheet Rate(IReadOnlyList<UsageEvent> events)
    {
        var weights = new SplitWeights(terms.Rules);
        foreach (var usageEvent in events)
        {
            weights.Add(usageEvent, SplitWeights.RequestsOf(usageEvent));
        }

        foreach (
            var part in events
                .Where(usageEvent => question.Month.Contains(usageEvent.Time))
                .Select(EventText.Canonical)
                .SelectMany(usageEvent => weights.Split(terms.Rules.Allocate(usageEvent)))
                .Where(part => part.Event.Account == question.Account)
        )
        {
            Price(part);
        }

        var lines = _priced
            .Select(Charge)
            .GroupBy(charged => (charged.Key, charged.Start))
            .Select(group => LineOf([.. group]))
            .Order(ChargeLineOrder.Instance);
        return new ChargeSheet([.. lines], _unpriced.InOrder(), _unsettled);
    }

    private void Price(UsagePart part)
    {
        var events = part.CountsEvents ? 1 : 0;
        _unsettled += part.Event.UnsettledReason is null ? 0 : events;
        var unpriced = new List<UnpricedUsage>();
        var inputTokens = part.Split is null ? (decimal?)null : Rater.InputTokensOf(part.Whole);
        foreach (var measured in _rater.Price(part.Event, unpriced, inputTokens))
        {
            var used = part.Event;
            var query = new PriceQuery(
                used.Provider,
                used.Model,
                used.Mode,
                measured.Meter,
                used.Attributes,
                used.Time
            );
            _priced.Add(new Priced(part, measured, terms.Rates.Of(measured.Price, query)));
        }

        if (unpriced.Count > 0)
        {
            _unpriced.Add(part.Event.Model, unpriced, events, times: 1);
        }
    }

    private Charged Charge(Priced priced)
    {
        var used = priced.Part.Event;
        var position = PositionOf(priced);
        var list = ListCost.Of(priced.List, position);
        var contracted = ListCost.Of(priced.List with { Price = priced.Contracted }, position);
        var keys = question.OwnerKeys.Count == 0 ? [GroupKey.Parse("subAccount")!] : question.OwnerKeys;
        var key = new ChargeKey(
            list.Price.Stated!.Book.Provider,
            used.Model,
            used.Mode,
            list.Meter,
            list.Sku,
            list.PricingUnit,
            priced.List.IsTiered ? null : list.ListUnitPrice,
            ContractedUnitPrice.Of(list, contracted),
            new OwnerValues([.. keys.Select(owner => owner.ValueOf(used, list.Price.Stated.Book.Provider))])
        );
        return new Charged(key, StartOf(used, list), priced, list, contracted);
    }

    /// <summary>What of the SKU came before in the account's month, and how much of it there is.</summary>
    private TierPosition PositionOf(Priced priced)
    {
        if (!priced.List.IsTiered)
        {
            return TierPosition.Alone(priced.List.Quantity);
        }

        var same = _priced
            .Where(other => other.List.IsTiered && other.List.Price.Stated!.Sku == priced.List.Price.Stated!.Sku)
            .OrderBy(other => other.Part.Event.Time)
            .ThenBy(other => EventIdHash.Of(other.Part.Event.Source, other.Part.Event.Id))
            .ToList();
        return new TierPosition(
            same.TakeWhile(other => other != priced).Sum(other => other.List.Quantity),
            same.Sum(other => other.List.Quantity)
        );
    }

    private DateTimeOffset StartOf(UsageEvent used, Charge list)
    {
        var price = list.Price.Stated!;
        IEnumerable<DateTimeOffset?> starts =
        [
            question.Month.Start,
            price.Period.From,
            list.Price.Amounts!.Period.From,
            .. question.Cuts,
            .. terms.Rates.Boundaries,
        ];
        if (question.ByHour.Any(match => match.Takes(price, used.Model, used.Mode, list.Meter)))
        {
            var time = used.Time.UtcDateTime;
            starts = starts.Append(new DateTimeOffset(time.Date.AddHours(time.Hour), TimeSpan.Zero));
        }

        return starts.OfType<DateTimeOffset>().Where(start => start <= used.Time).Max();
    }

    private static ChargeLine LineOf(List<Charged> charged)
    {
        var price = charged[0].List.Price;
        var consumed = Sum(charged, one => one.List.ConsumedQuantity);
        return new ChargeLine
        {
            Key = charged[0].Key,
            Start = charged[0].Start,
            Price = price.Stated!,
            Events = charged.Count(one => one.Priced.Part.CountsEvents),
            ConsumedQuantity = consumed,
            PricingQuantity =
                !charged[0].Priced.List.IsTiered && ListCost.IsAdditive(price)
                    ? InPriceUnits(consumed, price.Amounts!)
                    : Sum(charged, one => one.List.PricingQuantity),
            ListCost = Sum(charged, one => one.List.ListCost),
            ContractedCost = Sum(charged, one => one.Contracted.ListCost),
        };
    }

    private static decimal InPriceUnits(decimal consumed, SkuPrice price) =>
        Exact.TryDivide(Exact.Multiply(consumed, price.UnitsPerMeterUnit), price.Per, out var exact)
            ? exact
            : Exact.MultiplyDivideToQuantity(consumed, price.UnitsPerMeterUnit, price.Per);

    private static decimal Sum(List<Charged> charged, Func<Charged, decimal> amount) =>
        charged.Aggregate(0m, (sum, one) => Exact.Add(sum, amount(one)));
}
