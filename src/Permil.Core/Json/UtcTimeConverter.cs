using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Permil.Usage;

namespace Permil.Json;

/// <summary>Instants as RFC 3339 texts in UTC.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"found {reader.TokenType}, allowed: a time as in \"2026-10-07T12:00:00Z\"");
        }

        try
        {
            return EventTime.Parse("time", reader.GetString()!);
        }
        catch (UsageFormatException exception)
        {
            throw new JsonException(exception.Message["time: ".Length..], exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(TextOf(value));
    }

    /// <summary>As times are written: no more digits than needed, <c>Z</c> at the end.</summary>
    public static string TextOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
