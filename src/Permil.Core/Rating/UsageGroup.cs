using Permil.Usage;

namespace Permil.Rating;

/// <summary>What the events of one group used and what that lists for.</summary>
public sealed class UsageGroup
{
    private readonly string?[] _values;
    private Measurement[] _quantities;

    internal UsageGroup(string?[] values)
        : this(values, [], events: 0, listCost: 0) { }

    internal UsageGroup(string?[] values, Measurement[] quantities, long events, decimal listCost)
    {
        _values = values;
        _quantities = quantities;
        Events = events;
        ListCost = listCost;
    }

    /// <summary>The group's values, in the order of the keys; <see langword="null"/> where events have none.</summary>
    public IReadOnlyList<string?> Values => _values;

    public long Events { get; internal set; }

    /// <summary>Everything measured, priced or not, each meter once.</summary>
    public IReadOnlyList<Measurement> Quantities => _quantities;

    /// <summary>Exact; it leaves out what is unpriced.</summary>
    public decimal ListCost { get; private set; }

    internal GroupId Id => new(_values);

    internal void AddQuantity(Meter meter, decimal quantity)
    {
        for (var i = 0; i < _quantities.Length; i++)
        {
            if (_quantities[i].Meter == meter)
            {
                _quantities[i] = new Measurement(meter, Exact.Add(_quantities[i].Quantity, quantity));
                return;
            }
        }

        _quantities = [.. _quantities, new Measurement(meter, quantity)];
    }

    internal void AddCost(decimal cost) => ListCost = Exact.Add(ListCost, cost);

    /// <summary>Adds a group of the same values.</summary>
    internal void Add(UsageGroup other)
    {
        Events += other.Events;
        AddCost(other.ListCost);
        foreach (var (meter, quantity) in other._quantities)
        {
            AddQuantity(meter, quantity);
        }
    }
}
