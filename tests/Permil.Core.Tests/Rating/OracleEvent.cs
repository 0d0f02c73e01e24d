namespace Permil.Rating;

/// <summary>An event for the oracle: quantities as text, with their place in the month.</summary>
/// <param name="Model">As a log writes it.</param>
/// <param name="Mode">Serverless, batch, ...</param>
/// <param name="Time">UTC.</param>
/// <param name="Attributes">What prices may depend on.</param>
/// <param name="Usage">Meter and quantity.</param>
/// <param name="Before">What the month had before, of each meter.</param>
/// <param name="After">What comes later in the month, of each meter.</param>
internal sealed record OracleEvent(
    string Model,
    string Mode,
    DateTimeOffset Time,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<(string Meter, string Quantity)> Usage,
    string Before,
    string After
)
{
    public override string ToString() =>
        $"{Mode} {Model} at {Time:yyyy-MM-dd'T'HH:mm:ss.fffffff}, "
        + $"[{string.Join(", ", Attributes.Select(pair => $"{pair.Key}={pair.Value}"))}], "
        + $"{string.Join(", ", Usage.Select(used => $"{used.Quantity} {used.Meter}"))}, "
        + $"{Before} before and {After} after";
}
