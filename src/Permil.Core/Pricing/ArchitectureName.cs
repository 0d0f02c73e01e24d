namespace Permil.Pricing;

/// <summary>The written names of <see cref="Architecture"/>.</summary>
public static class ArchitectureName
{
    /// <summary>What <see cref="TryParse"/> takes, for messages.</summary>
    public const string Allowed = "dense, moe (or mixture-of-experts)";

    public static string Of(Architecture architecture) =>
        architecture == Architecture.Dense ? "dense" : "mixture-of-experts";

    /// <returns><see langword="false"/> when the text names no architecture.</returns>
    public static bool TryParse(string text, out Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(text);
        Architecture? found = text.ToLowerInvariant() switch
        {
            "dense" => Architecture.Dense,
            "moe" or "mixture-of-experts" or "mixture of experts" => Architecture.MixtureOfExperts,
            _ => null,
        };
        architecture = found ?? default;
        return found is not null;
    }
}
