using Permil.Usage;

namespace Permil.Rating;

/// <summary>What the events of one group used and what that lists for.</summary>
public sealed class UsageGroup
{
    private readonly List<Measurement> _quantities = [];

    internal UsageGroup(string?[] values) => Values = values;

    /// <summary>The group's values, in the order of the keys; <see langword="null"/> where events have none.</summary>
    public IReadOnlyList<string?> Values { get; }

    public long Events { get; internal set; }

    /// <summary>Everything measured, priced or not, each meter once.</summary>
    public IReadOnlyList<Measurement> Quantities => _quantities;

    /// <summary>Exact; it leaves out what is unpriced.</summary>
    public decimal ListCost { get; private set; }

    internal void AddQuantity(Meter meter, decimal quantity)
    {
        for (var i = 0; i < _quantities.Count; i++)
        {
            if (_quantities[i].Meter == meter)
            {
                _quantities[i] = new Measurement(meter, Exact.Add(_quantities[i].Quantity, quantity));
                return;
            }
        }

        _quantities.Add(new Measurement(meter, quantity));
    }

    internal void AddCost(decimal cost) => ListCost = Exact.Add(ListCost, cost);
}
