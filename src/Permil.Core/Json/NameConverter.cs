using System.Text.Json;
using System.Text.Json.Serialization;

namespace Permil.Json;

/// <summary>The values of an enumeration by their names in lower case.</summary>
internal sealed class NameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Number
        && EnumName.TryParse<T>(JsonText.Of(reader), out var value)
            ? value
            : throw new JsonException(
                $"found {(reader.TokenType == JsonTokenType.String ? $"'{reader.GetString()}'" : reader.TokenType)}, allowed: {EnumName.AllOf<T>()}"
            );

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(EnumName.Of(value));
}
