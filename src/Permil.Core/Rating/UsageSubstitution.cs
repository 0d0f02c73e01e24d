using Permil.Usage;

namespace Permil.Rating;

/// <summary>What if the usage that some filters ask for had gone another way?</summary>
/// <param name="Filters">All must hold; empty for all usage.</param>
/// <param name="Model">The model instead, of whatever provider has it; <see langword="null"/>: the same.</param>
/// <param name="Mode">The mode instead; <see langword="null"/>: the same.</param>
public sealed record UsageSubstitution(IReadOnlyList<UsageFilter> Filters, string? Model, Mode? Mode)
{
    /// <summary>The event as it is to be priced.</summary>
    /// <param name="usageEvent">The event.</param>
    /// <param name="provider">The provider whose book knows the event's model.</param>
    public UsageEvent Of(UsageEvent usageEvent, string? provider)
    {
        ArgumentNullException.ThrowIfNull(usageEvent);
        return Takes(usageEvent, provider) ? Always(usageEvent) : usageEvent;
    }

    /// <summary>Whether the filters ask for the event.</summary>
    internal bool Takes(UsageEvent usageEvent, string? provider) =>
        Filters.All(filter => filter.Takes(usageEvent, provider));

    /// <summary>The event as if the filters held.</summary>
    internal UsageEvent Always(UsageEvent usageEvent) =>
        usageEvent with
        {
            Provider = Model is null ? usageEvent.Provider : null,
            Model = Model ?? usageEvent.Model,
            Mode = Mode ?? usageEvent.Mode,
        };
}
