namespace Permil.Usage;

/// <summary>Service tiers as providers write them.</summary>
internal static class ServiceTiers
{
    /// <summary>
    /// The tier that has a price of its own, in lower case; <see langword="null"/> for the usual one, for that which the
    /// provider chooses, and for <c>batch</c>, which is a mode.
    /// </summary>
    public static string? Billed(string? tier) =>
        tier?.ToLowerInvariant() switch
        {
            null or "default" or "standard" or "standard_only" or "auto" or "on_demand" or "batch" => null,
            var other => other,
        };
}
