using System.Text.Json;
using System.Text.Json.Serialization;

namespace Permil.Billing;

/// <summary>Months as texts: <c>2026-10</c>.</summary>
internal sealed class BillingMonthConverter : JsonConverter<BillingMonth>
{
    public override BillingMonth Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"found {reader.TokenType}, allowed: a month as in \"2026-10\"");
        }

        try
        {
            return BillingMonth.Parse(reader.GetString()!);
        }
        catch (FormatException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, BillingMonth value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
