using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Permil.Rating;

namespace Permil.Billing.Invoices;

/// <summary>Amounts of documents as texts: they may be below 0.</summary>
internal sealed class SignedAmountConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

        // What is not written as it would be written here was rounded, or is no document of ours.
        return
            reader.TokenType == JsonTokenType.String
            && reader.GetString() is { } text
            && decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var value)
            && DecimalText.Of(value) == text
            ? value
            : throw new JsonException("allowed: an exact amount as a text, without trailing zeros, as in \"-1.25\"");
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DecimalText.Of(value));
}
