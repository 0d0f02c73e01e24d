using Permil.Pricing;
using Permil.Rating;

namespace Permil.Billing.Charges;

/// <summary>A line while usage is added to it.</summary>
/// <param name="key">Its key.</param>
/// <param name="start">Where its stretch begins.</param>
/// <param name="price">Of any of what is added.</param>
internal sealed class ChargeSum(ChargeKey key, DateTimeOffset start, PriceAnswer price)
{
    private readonly bool _isAdditive = ListCost.IsAdditive(price);
    private long _events;
    private decimal _consumed;
    private decimal _pricing;
    private decimal _listCost;
    private decimal _contractedCost;

    public DateTimeOffset Start => start;

    public void Add(Charge list, Charge contracted, long events, long times)
    {
        Add(
            events,
            Exact.Multiply(list.ConsumedQuantity, times),
            Exact.Multiply(list.ListCost, times),
            Exact.Multiply(contracted.ListCost, times)
        );
        if (!_isAdditive)
        {
            _pricing = Exact.Add(_pricing, Exact.Multiply(list.PricingQuantity, times));
        }
    }

    /// <summary>Adds usage at an additive price.</summary>
    public void Add(long events, decimal consumed, decimal listCost, decimal contractedCost)
    {
        _events += events;
        _consumed = Exact.Add(_consumed, consumed);
        _listCost = Exact.Add(_listCost, listCost);
        _contractedCost = Exact.Add(_contractedCost, contractedCost);
    }

    public ChargeLine ToLine() =>
        new()
        {
            Key = key,
            Start = start,
            Price = price.Stated!,
            Events = _events,
            ConsumedQuantity = _consumed,
            // What has no last digit in the pricing unit is rounded once, for the line and not for each of its sums.
            PricingQuantity = _isAdditive ? ListCost.PricingQuantityOf(price, _consumed) : _pricing,
            ListCost = _listCost,
            ContractedCost = _contractedCost,
        };
}
