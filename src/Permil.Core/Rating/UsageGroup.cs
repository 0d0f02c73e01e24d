using Permil.Usage;

namespace Permil.Rating;

/// <summary>What the events of one group used and what that lists for.</summary>
public sealed class UsageGroup
{
    private readonly string?[] _values;
    private Measurement[] _quantities;

    internal UsageGroup(string?[] values)
        : this(values, [], events: 0, unpriced: 0, listCost: 0) { }

    internal UsageGroup(string?[] values, Measurement[] quantities, long events, long unpriced, decimal listCost)
    {
        _values = values;
        _quantities = quantities;
        Events = events;
        Unpriced = unpriced;
        ListCost = listCost;
    }

    /// <summary>The group's values, in the order of the keys; <see langword="null"/> where events have none.</summary>
    public IReadOnlyList<string?> Values => _values;

    public long Events { get; internal set; }

    /// <summary>Events with usage that has no price: the cost is that of the rest.</summary>
    public long Unpriced { get; internal set; }

    /// <summary>Everything measured, priced or not, each meter once, in the order of <see cref="Meters.Compare"/>.</summary>
    public IReadOnlyList<Measurement> Quantities => _quantities;

    /// <summary>Exact; it leaves out what is unpriced.</summary>
    public decimal ListCost { get; private set; }

    /// <summary>Whether nothing in it has a price: its cost of nothing would look like a price of nothing.</summary>
    public bool IsAllUnpriced => ListCost == 0 && Unpriced > 0 && Unpriced == Events;

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

        // In one order, so that answers do not depend on the order of the events.
        var place = Array.FindIndex(_quantities, measured => Meters.Compare(meter, measured.Meter) < 0);
        place = place < 0 ? _quantities.Length : place;
        _quantities = [.. _quantities[..place], new Measurement(meter, quantity), .. _quantities[place..]];
    }

    internal void AddCost(decimal cost) => ListCost = Exact.Add(ListCost, cost);

    /// <summary>Adds a group of the same values.</summary>
    internal void Add(UsageGroup other)
    {
        Events += other.Events;
        Unpriced += other.Unpriced;
        AddCost(other.ListCost);
        foreach (var (meter, quantity) in other._quantities)
        {
            AddQuantity(meter, quantity);
        }
    }
}
