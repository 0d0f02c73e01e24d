using Permil.Usage;

namespace Permil.Rating;

/// <summary>Asks for events by one of their dimensions.</summary>
/// <param name="Key">The dimension: one of an event, not of time and not of a charge.</param>
/// <param name="Values">Any of them; <see langword="null"/> among them asks for events without a value.</param>
public sealed record UsageFilter(GroupKey Key, IReadOnlyList<string?> Values)
{
    /// <summary>The keys that can be filtered by, for messages.</summary>
    public const string Allowed =
        "model, provider, mode, account, subAccount (or tenant), feature, environment (or env), tag:NAME";

    /// <summary>Whether events can be asked for by a key.</summary>
    public static bool CanBe(GroupKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return !key.IsOfCharge
            && key.Dimension is not (GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month);
    }

    /// <summary>Whether an event has one of the values. Its provider is what it says, not whose book knows the model.</summary>
    public bool Takes(UsageEvent usageEvent) => Takes(usageEvent, provider: null);

    /// <param name="usageEvent">The event.</param>
    /// <param name="provider">The provider whose book knows the event's model.</param>
    public bool Takes(UsageEvent usageEvent, string? provider) =>
        Values.Contains(Key.ValueOf(usageEvent, provider), StringComparer.Ordinal);
}
