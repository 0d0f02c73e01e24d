using Permil.Allocation;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing.Contracts;

/// <summary>
/// Which charges a rule is about. All that is said must hold; nothing said: every charge. Names are compared in any case.
/// </summary>
public sealed record ChargeMatch
{
    public static readonly ChargeMatch Everything = new();

    /// <summary>Providers as their price books name them.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Models as the price book or as usage names them, <c>*</c> standing for any characters, in any case.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Names of size classes of a price book.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    public IReadOnlyList<Mode> Modes { get; init; } = [];

    /// <summary>Names of meters.</summary>
    public IReadOnlyList<string> Meters { get; init; } = [];

    /// <summary>SKUs as the price book names them, <c>*</c> standing for any characters.</summary>
    public IReadOnlyList<string> Skus { get; init; } = [];

    /// <summary>What the price must be for, for example <c>gpu: h100</c>.</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether nothing is said.</summary>
    public bool IsEverything =>
        Providers.Count + Models.Count + Classes.Count + Modes.Count + Meters.Count + Skus.Count + Where.Count == 0;

    /// <summary>All that it says by name.</summary>
    internal IEnumerable<string> AllNames =>
        [.. Providers, .. Models, .. Classes, .. Meters, .. Skus, .. Where.Keys, .. Where.Values];

    /// <summary>Whether a charge is meant.</summary>
    /// <param name="price">What the book states for it.</param>
    /// <param name="model">The model as usage names it.</param>
    /// <param name="mode">How it was bought.</param>
    /// <param name="meter">What was counted.</param>
    public bool Takes(SkuPrice price, string model, Mode mode, Meter meter)
    {
        ArgumentNullException.ThrowIfNull(price);
        ArgumentNullException.ThrowIfNull(meter);
        return (Modes.Count == 0 || Modes.Contains(mode))
            && (Meters.Count == 0 || Names(Meters, meter.Name))
            && (Providers.Count == 0 || Names(Providers, price.Book.Provider))
            && (Classes.Count == 0 || (price.SizeClass is { } sizeClass && Names(Classes, sizeClass.Name)))
            && (Skus.Count == 0 || Fits(Skus, price.Sku))
            && (Models.Count == 0 || FitsModel(price.Model, model))
            && Where.All(pair =>
                price.Where.TryGetValue(pair.Key, out var value)
                && string.Equals(value, pair.Value, StringComparison.OrdinalIgnoreCase)
            );
    }

    /// <summary>Whether a name, or every name that a pattern stands for, is one of <see cref="Models"/>.</summary>
    internal bool FitsName(string name) => Fits(Models, name);

    private bool FitsModel(PricedModel? priced, string asUsed) =>
        Fits(Models, asUsed)
        || (priced is not null && (Fits(Models, priced.Id) || priced.Aliases.Any(alias => Fits(Models, alias))));

    private static bool Names(IReadOnlyList<string> names, string name) =>
        names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool Fits(IReadOnlyList<string> patterns, string name) =>
        patterns.Any(pattern => new ValuePattern(pattern, StringComparison.OrdinalIgnoreCase).Matches(name));
}
