using Permil.Rating;

namespace Permil.Billing.Charges;

/// <summary>A line while usage is added to it.</summary>
/// <param name="key">Its key.</param>
/// <param name="start">Where its stretch begins.</param>
/// <param name="sample">Any of what is added.</param>
internal sealed class ChargeSum(ChargeKey key, DateTimeOffset start, PricedMeasurement sample)
{
    private readonly bool _isAdditive = !sample.IsTiered && ListCost.IsAdditive(sample.Price);
    private long _events;
    private decimal _consumed;
    private decimal _pricing;
    private decimal _listCost;
    private decimal _contractedCost;

    public void Add(Charge list, Charge contracted, long events, long times)
    {
        _events += events;
        _consumed = Exact.Add(_consumed, Exact.Multiply(list.ConsumedQuantity, times));
        _listCost = Exact.Add(_listCost, Exact.Multiply(list.ListCost, times));
        _contractedCost = Exact.Add(_contractedCost, Exact.Multiply(contracted.ListCost, times));
        if (!_isAdditive)
        {
            _pricing = Exact.Add(_pricing, Exact.Multiply(list.PricingQuantity, times));
        }
    }

    public ChargeLine ToLine() =>
        new()
        {
            Key = key,
            Start = start,
            Price = sample.Price.Stated!,
            Events = _events,
            ConsumedQuantity = _consumed,
            PricingQuantity = _isAdditive ? PricingQuantity() : _pricing,
            ListCost = _listCost,
            ContractedCost = _contractedCost,
        };

    /// <summary>A quantity that has no last digit in the pricing unit is rounded once, for the line and not for each of its sums.</summary>
    private decimal PricingQuantity()
    {
        var all = sample with { Quantity = _consumed, Contracted = null };
        return ListCost.Of(all, TierPosition.Alone(_consumed)).PricingQuantity;
    }
}
