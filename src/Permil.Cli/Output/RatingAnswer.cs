using System.Text.Json;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Prints what a pile of usage came to as JSON.</summary>
internal static class RatingAnswer
{
    private const int MaxIndentedGroups = 1_000;

    /// <param name="summary">The usage.</param>
    /// <param name="writeMore">Adds fields to the whole.</param>
    /// <param name="writeMoreOfGroup">Adds fields to a group.</param>
    public static void Print(
        RatingSummary summary,
        Action<Utf8JsonWriter>? writeMore = null,
        Action<Utf8JsonWriter, UsageGroup>? writeMoreOfGroup = null
    ) => Print(summary, json => RatingJson.Write(json, summary, writeMore, writeMoreOfGroup));

    /// <param name="summary">Says how much it will be.</param>
    /// <param name="write">Writes one object.</param>
    public static void Print(RatingSummary summary, Action<Utf8JsonWriter> write) =>
        JsonAnswer.Print(summary.Groups.Count <= MaxIndentedGroups, write);
}
