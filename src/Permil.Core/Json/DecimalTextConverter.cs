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
            ) && IsExact(text, value)
            ? value
            : throw new JsonException(
                $"found '{text}', allowed: a decimal number that 28 digits can hold, as in \"1.25\""
            );
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DecimalText.Of(value));

    /// <summary>Whether it was not rounded as it was read: the digits after the point that it has are those it came with.</summary>
    private static bool IsExact(string text, decimal value)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : text.AsSpan(point + 1).TrimEnd('0').Length;
        return fraction <= value.Scale;
    }
}
