using System.Text.Json;
using Permil.Json;

namespace Permil.Rating;

/// <summary>The four costs in JSON. There are no contracts yet, so all of them are the list cost.</summary>
public static class CostJson
{
    /// <summary>The three beside a list cost that is there already.</summary>
    public static void WriteOtherCosts(this Utf8JsonWriter json, decimal listCost)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteAmount("contractedCost", listCost);
        json.WriteAmount("effectiveCost", listCost);
        json.WriteAmount("billedCost", listCost);
    }

    /// <summary>One side of a comparison.</summary>
    public static void WriteSide(this Utf8JsonWriter json, string name, UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(group);
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
        ArgumentNullException.ThrowIfNull(json);
        json.WriteAmount("difference", difference);
        json.WriteAmount(
            "differencePercent",
            difference is { } known ? RatingComparison.PercentOf(known, before) : null
        );
    }
}
