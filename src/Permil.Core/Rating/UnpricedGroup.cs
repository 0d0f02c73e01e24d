using Permil.Usage;

namespace Permil.Rating;

/// <summary>Usage that has no price, by model and reason.</summary>
public sealed class UnpricedGroup
{
    private readonly UsageGroup _usage = new([]);

    internal UnpricedGroup(string model, string reason)
    {
        Model = model;
        Reason = reason;
    }

    public string Model { get; }

    public string Reason { get; }

    public long Events { get; internal set; }

    public IReadOnlyList<Measurement> Quantities => _usage.Quantities;

    internal void AddQuantity(Meter meter, decimal quantity) => _usage.AddQuantity(meter, quantity);
}
