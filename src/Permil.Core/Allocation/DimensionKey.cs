using System.Globalization;
using Permil.Usage;

namespace Permil.Allocation;

/// <summary>A dimension of recorded usage by which sums must be kept apart for the rules.</summary>
/// <param name="Dimension">What it means.</param>
/// <param name="Tag">The tag's name when <paramref name="Dimension"/> is <see cref="AllocationDimension.Tag"/>.</param>
public readonly record struct DimensionKey(AllocationDimension Dimension, string? Tag = null)
    : IComparable<DimensionKey>
{
    internal const string TagPrefix = "tag:";

    /// <summary>Names a tag for rules to look at.</summary>
    public static DimensionKey OfTag(string name) => new(AllocationDimension.Tag, name);

    /// <summary>As in <c>allocation.yaml</c>: <c>subAccount</c>, <c>tag:team</c>.</summary>
    public string Name =>
        Dimension switch
        {
            AllocationDimension.SubAccount => "subAccount",
            AllocationDimension.Tag => TagPrefix + Tag,
            _ => Dimension.ToString().ToLower(CultureInfo.InvariantCulture),
        };

    /// <summary>The recorded value; <see langword="null"/> when there is none. An empty text is none.</summary>
    public string? ValueOf(UsageEvent usageEvent)
    {
        ArgumentNullException.ThrowIfNull(usageEvent);
        var value = Dimension switch
        {
            AllocationDimension.Source => usageEvent.Source,
            AllocationDimension.Provider => usageEvent.Provider,
            AllocationDimension.Model => usageEvent.Model,
            AllocationDimension.Mode => ModeName.Of(usageEvent.Mode),
            AllocationDimension.Account => usageEvent.Account,
            AllocationDimension.SubAccount => usageEvent.SubAccount,
            AllocationDimension.Feature => usageEvent.Feature,
            AllocationDimension.Environment => usageEvent.Environment,
            _ => usageEvent.Tags.GetValueOrDefault(Tag ?? ""),
        };
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>In the order of <see cref="AllocationDimension"/>, tags by name.</summary>
    public int CompareTo(DimensionKey other) =>
        Dimension != other.Dimension ? Dimension.CompareTo(other.Dimension) : string.CompareOrdinal(Tag, other.Tag);

    public static bool operator <(DimensionKey left, DimensionKey right) => left.CompareTo(right) < 0;

    public static bool operator >(DimensionKey left, DimensionKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(DimensionKey left, DimensionKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(DimensionKey left, DimensionKey right) => left.CompareTo(right) >= 0;

    public override string ToString() => Name;

    /// <summary>Sets an owner's dimension of an event.</summary>
    internal UsageEvent With(UsageEvent usageEvent, string value) =>
        Dimension switch
        {
            AllocationDimension.Account => usageEvent with { Account = value },
            AllocationDimension.SubAccount => usageEvent with { SubAccount = value },
            AllocationDimension.Feature => usageEvent with { Feature = value },
            AllocationDimension.Environment => usageEvent with { Environment = value },
            _ => throw new InvalidOperationException($"{Name} is what happened, not whose it is"),
        };
}
