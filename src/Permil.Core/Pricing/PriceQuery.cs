using Permil.Usage;

namespace Permil.Pricing;

/// <summary>Asks what one meter costs.</summary>
/// <param name="Provider"><see langword="null"/>: whichever provider has the model.</param>
/// <param name="Model">As the log writes it; may be empty for what is sold without a model.</param>
/// <param name="Mode">How it was bought.</param>
/// <param name="Meter">What was counted.</param>
/// <param name="Attributes">Of the event: prices may depend on them.</param>
/// <param name="Time">The instant of use, UTC.</param>
public sealed record PriceQuery(
    string? Provider,
    string Model,
    Mode Mode,
    Meter Meter,
    IReadOnlyDictionary<string, string> Attributes,
    DateTimeOffset Time
)
{
    /// <summary>The multiples on the way to this question; a price among them must not be asked for again.</summary>
    internal IReadOnlyList<SkuPrice> Multiples { get; init; } = [];
}
