using Permil.Pricing;

namespace Permil.Billing.Charges;

/// <summary>All lines of one key, told apart by where their stretches begin.</summary>
/// <param name="key">The key.</param>
internal sealed class ChargeSeries(ChargeKey key)
{
    private readonly Dictionary<DateTimeOffset, ChargeSum> _sums = [];

    public ChargeKey Key => key;

    /// <summary>The line of a stretch, an empty one when it is asked for first.</summary>
    /// <param name="start">Where the stretch begins.</param>
    /// <param name="price">Of what is to be added.</param>
    public ChargeSum SumAt(DateTimeOffset start, PriceAnswer price)
    {
        if (!_sums.TryGetValue(start, out var sum))
        {
            _sums.Add(start, sum = new ChargeSum(key, start, price));
        }

        return sum;
    }

    /// <summary>In the order of time.</summary>
    public IEnumerable<ChargeLine> Lines => _sums.Values.OrderBy(sum => sum.Start).Select(sum => sum.ToLine());
}
