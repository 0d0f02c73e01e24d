using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Permil.Focus.Import;

/// <summary>Keys and values of a row: an object, or a list of objects with a key and a value, as one provider writes it.</summary>
internal sealed class ImportedTags
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, string?> _values;

    private ImportedTags(SortedDictionary<string, string?> values)
    {
        _values = values;
        Json = values.Count == 0 ? null : JsonOf(values);
    }

    /// <summary>One JSON object of texts, its names in order; <see langword="null"/>: there are none.</summary>
    public string? Json { get; }

    /// <summary>The value of the first name that is there; letters count without their case, <c>_</c> and <c>-</c> not at all.</summary>
    public string? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var (key, value) in _values)
            {
                if (!string.IsNullOrEmpty(value) && string.Equals(Bare(key), name, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }
        }

        return null;
    }

    /// <returns><see langword="null"/>: it is no JSON of that form.</returns>
    public static ImportedTags? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var values = new SortedDictionary<string, string?>(StringComparer.Ordinal);
            switch (document.RootElement.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in document.RootElement.EnumerateObject())
                    {
                        values[property.Name] = TextOf(property.Value);
                    }

                    return new(values);
                case JsonValueKind.Array:
                    foreach (var element in document.RootElement.EnumerateArray())
                    {
                        if (
                            element.ValueKind != JsonValueKind.Object
                            || !element.TryGetProperty("key", out var key)
                            || key.ValueKind != JsonValueKind.String
                        )
                        {
                            return null;
                        }

                        values[key.GetString()!] = element.TryGetProperty("value", out var value)
                            ? TextOf(value)
                            : null;
                    }

                    return new(values);
                case JsonValueKind.Null:
                    return new(values);
                default:
                    return null;
            }
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string JsonOf(SortedDictionary<string, string?> values)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            json.WriteStartObject();
            foreach (var (name, value) in values)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };

    private static string Bare(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
