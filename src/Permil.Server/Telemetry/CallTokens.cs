using System.Globalization;
using Permil.Usage;
using Attribute = Permil.Usage.Attribute;

namespace Permil.Server.Telemetry;

/// <summary>
/// Tokens of a call as OpenTelemetry counts them: parts are inside their whole, unlike the measurements of an event.
/// <see langword="null"/> is not known, or not counted for such a call; the default knows nothing.
/// </summary>
/// <param name="Input">All input, whether cached or not.</param>
/// <param name="Output">All output, reasoning included.</param>
/// <param name="CachedInput">The part of the input that was read from a cache.</param>
/// <param name="CacheWrite">The part of the input that was written to a cache.</param>
/// <param name="Reasoning">The part of the output that is reasoning.</param>
public readonly record struct CallTokens(
    long? Input,
    long? Output,
    long? CachedInput,
    long? CacheWrite,
    long? Reasoning
)
{
    /// <summary>The tokens of an event; what is unsettled knows only what it has measured.</summary>
    public static CallTokens Of(UsageEvent usageEvent)
    {
        ArgumentNullException.ThrowIfNull(usageEvent);
        long? input = null;
        long? output = null;
        long? cached = null;
        long? written = null;
        foreach (var (meter, quantity) in usageEvent.Usage)
        {
            var tokens = (long)decimal.Truncate(quantity);
            if (IsInput(meter))
            {
                input = (input ?? 0) + tokens;
            }
            else if (IsOutput(meter))
            {
                output = (output ?? 0) + tokens;
            }

            if (meter == Meters.CachedInputTokens || meter == Meters.CachedAudioTokens)
            {
                cached = (cached ?? 0) + tokens;
            }
            else if (meter == Meters.CacheWriteTokens || meter == Meters.CacheWrite1hTokens)
            {
                written = (written ?? 0) + tokens;
            }
        }

        return new(input, output, cached, written, ReasoningOf(usageEvent));
    }

    private static bool IsOutput(Meter meter) =>
        meter == Meters.OutputTokens || meter == Meters.OutputAudioTokens || meter == Meters.OutputImageTokens;

    private static bool IsInput(Meter meter) =>
        meter == Meters.EmbeddingTokens
        || meter == Meters.RerankTokens
        || meter == Meters.ModerationTokens
        || Meters.Input.Contains(meter);

    private static long? ReasoningOf(UsageEvent usageEvent) =>
        usageEvent.Attributes.TryGetValue(Attribute.ReasoningTokens, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var reasoning)
            ? reasoning
            : null;
}
