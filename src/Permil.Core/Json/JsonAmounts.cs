using System.Text.Json;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Json;

/// <summary>Writes amounts, quantities and times as fields of a JSON object.</summary>
public static class JsonAmounts
{
    /// <summary>A text, or null for what is not known.</summary>
    public static void WriteAmount(this Utf8JsonWriter json, string name, decimal? amount)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (amount is { } known)
        {
            json.WriteString(name, DecimalText.Of(known));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteQuantities(this Utf8JsonWriter json, IReadOnlyList<Measurement> quantities)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(quantities);
        json.WriteStartObject("quantities");
        foreach (var (meter, quantity) in quantities)
        {
            json.WriteString(meter.Name, DecimalText.Of(quantity));
        }

        json.WriteEndObject();
    }

    /// <summary>RFC 3339, UTC, or null.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString(name, time is { } known ? UtcTimeConverter.TextOf(known) : null);
    }
}
