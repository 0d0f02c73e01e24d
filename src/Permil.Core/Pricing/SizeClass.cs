namespace Permil.Pricing;

/// <summary>Models of one range of sizes that share a price.</summary>
/// <param name="Name">For people and SKUs, for example <c>dense up to 8B</c>.</param>
/// <param name="Kinds">The kinds of model it is for; empty for all.</param>
/// <param name="Architecture"><see langword="null"/>: both.</param>
/// <param name="UpToParameters">The largest total number of parameters in the class, inclusive. The smallest class that fits is used.</param>
public sealed record SizeClass(
    string Name,
    IReadOnlyList<string> Kinds,
    Architecture? Architecture,
    decimal UpToParameters
)
{
    /// <summary>Whether a model can be in this ladder of classes, whatever its size.</summary>
    public bool IsFor(string? kind, Architecture? architecture) =>
        (Kinds.Count == 0 || kind is null || Kinds.Contains(kind, StringComparer.Ordinal))
        && (Architecture is null || Architecture == (architecture ?? Pricing.Architecture.Dense));
}
