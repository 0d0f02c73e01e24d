using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Permil.Rating;

namespace Permil.Json;

/// <summary>Amounts as texts, so that no reader rounds them; a plain number is read too, digit by digit.</summary>
internal sealed class DecimalTextConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            throw new JsonException($"found {reader.TokenType}, allowed: a decimal number as a text");
        }

        var text = JsonText.Of(reader);
        return
            decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var value
            ) && Fits(text)
            ? value
            : throw new JsonException(
                $"found '{text}', allowed: a decimal number of at most 28 digits, as in \"1.25\""
            );
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DecimalText.Of(value));

    /// <summary>More digits would be rounded as they are read.</summary>
    private static bool Fits(string text) => text.Count(char.IsAsciiDigit) <= 28;
}
