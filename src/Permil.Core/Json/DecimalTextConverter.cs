using System.Text.Json;
using System.Text.Json.Serialization;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Json;

/// <summary>Amounts as texts, so that no reader rounds them; a plain number of 0 or more is read too, digit by digit.</summary>
internal sealed class DecimalTextConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            throw new JsonException($"found {reader.TokenType}, allowed: a decimal number as a text");
        }

        var text = JsonText.Of(reader);
        return CountText.TryParsePlain(text, out var value)
            ? value
            : throw new JsonException(
                $"found '{text}', allowed: a decimal number of 0 or more that 28 digits can hold, as in \"1.25\""
            );
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DecimalText.Of(value));
}
