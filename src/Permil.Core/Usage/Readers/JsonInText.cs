using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads members that exports write either as JSON or as a text that holds JSON.</summary>
internal static class JsonInText
{
    /// <param name="record">The record.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">The object or array; undefined when there is none.</param>
    /// <returns>What holds the value, to be disposed after it is used; nothing when the record itself does.</returns>
    /// <exception cref="UsageFormatException">The text is no JSON.</exception>
    public static JsonDocument? Open(JsonElement record, string name, out JsonElement value)
    {
        value = default;
        if (!record.TryField(name, out var member))
        {
            return null;
        }

        if (member.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            value = member;
            return null;
        }

        var text = member.ValueKind == JsonValueKind.String ? member.GetString()?.Trim() : null;
        if (string.IsNullOrEmpty(text) || text[0] is not ('{' or '['))
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(text, JsonRecord.Strict);
            value = document.RootElement;
            return document;
        }
        catch (JsonException exception)
        {
            throw new UsageFormatException(
                $"{name}: found a text that is no JSON: {JsonFault.Of(exception)}",
                exception
            );
        }
    }
}
