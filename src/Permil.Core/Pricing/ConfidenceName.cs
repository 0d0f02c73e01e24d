namespace Permil.Pricing;

/// <summary>The written names of <see cref="Confidence"/>, as in price books and JSON answers.</summary>
public static class ConfidenceName
{
    /// <summary>All names, in the order of <see cref="Confidence"/>.</summary>
    public static IReadOnlyList<string> All { get; } =
    ["official", "official-via-third-party", "derived", "community", "third-party", "range"];

    public static string Of(Confidence confidence) => All[(int)confidence];
}
