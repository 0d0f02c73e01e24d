using System.Text.Json;
using Permil.Json;

namespace Permil.Rating;

/// <summary>The four costs in JSON.</summary>
public static class CostJson
{
    /// <summary>The three beside a list cost that is there already, of usage at list prices: all of them are the same.</summary>
    public static void WriteOtherCosts(this Utf8JsonWriter json, decimal listCost) =>
        json.WriteOtherCosts(listCost, listCost, listCost);

    /// <summary>The three beside a list cost that is there already; <see langword="null"/>: it is not known.</summary>
    public static void WriteOtherCosts(
        this Utf8JsonWriter json,
        decimal? contractedCost,
        decimal? effectiveCost,
        decimal? billedCost
    )
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteAmount("contractedCost", contractedCost);
        json.WriteAmount("effectiveCost", effectiveCost);
        json.WriteAmount("billedCost", billedCost);
    }

    /// <summary>One side of a comparison.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">The side.</param>
    /// <param name="group">Its usage.</param>
    /// <param name="writeOtherCosts">Writes the costs beside the list cost; <see langword="null"/>: they are the list cost.</param>
    public static void WriteSide(
        this Utf8JsonWriter json,
        string name,
        UsageGroup group,
        Action<Utf8JsonWriter>? writeOtherCosts = null
    )
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(group);
        json.WriteStartObject(name);
        json.WriteNumber("events", group.Events);
        json.WriteQuantities(group.Quantities);
        json.WriteAmount("listCost", group.ListCost);
        if (writeOtherCosts is null)
        {
            json.WriteOtherCosts(group.ListCost);
        }
        else
        {
            writeOtherCosts(json);
        }

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
