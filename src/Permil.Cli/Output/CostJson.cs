using System.Text.Json;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>The four costs in JSON. There are no contracts yet, so all of them are the list cost.</summary>
internal static class CostJson
{
    /// <summary>The three beside a list cost that is there already.</summary>
    public static void WriteOtherCosts(this Utf8JsonWriter json, decimal listCost)
    {
        json.WriteAmount("contractedCost", listCost);
        json.WriteAmount("effectiveCost", listCost);
        json.WriteAmount("billedCost", listCost);
    }

    /// <summary>One side of a comparison.</summary>
    public static void WriteSide(this Utf8JsonWriter json, string name, UsageGroup group)
    {
        json.WriteStartObject(name);
        json.WriteNumber("events", group.Events);
        json.WriteQuantities(group.Quantities);
        json.WriteAmount("listCost", group.ListCost);
        json.WriteOtherCosts(group.ListCost);
        json.WriteNumber("unpriced", group.Unpriced);
        json.WriteEndObject();
    }

    public static void WriteDifference(this Utf8JsonWriter json, decimal? difference, decimal before)
    {
        json.WriteAmount("difference", difference);
        json.WriteAmount(
            "differencePercent",
            difference is { } known ? RatingComparison.PercentOf(known, before) : null
        );
    }
}
