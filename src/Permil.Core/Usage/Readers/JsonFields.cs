using System.Globalization;
using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Looks up members of a JSON object. An absent member, <c>null</c> and an empty text are the same: not said.</summary>
/// <remarks>The lookups that return a value throw <see cref="UsageFormatException"/> where the value has the wrong kind.</remarks>
public static class JsonFields
{
    public static bool TryField(this JsonElement record, string name, out JsonElement value)
    {
        value = default;
        return record.ValueKind == JsonValueKind.Object
            && record.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }

    public static bool TryObject(this JsonElement record, string name, out JsonElement value) =>
        record.TryField(name, out value) && value.ValueKind == JsonValueKind.Object;

    public static bool TryArray(this JsonElement record, string name, out JsonElement value) =>
        record.TryField(name, out value) && value.ValueKind == JsonValueKind.Array;

    /// <summary>Whether the member is there and not <c>null</c>.</summary>
    public static bool Has(this JsonElement record, string name) => record.TryField(name, out _);

    public static bool HasText(this JsonElement record, string name) =>
        record.TryField(name, out var value) && value.ValueKind == JsonValueKind.String;

    public static bool TextIs(this JsonElement record, string name, string expected) =>
        record.TryField(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(expected);

    /// <summary>The first element of an array that is an object.</summary>
    public static bool TryFirstObject(this JsonElement array, out JsonElement first)
    {
        first = default;
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() == 0)
        {
            return false;
        }

        first = array[0];
        return first.ValueKind == JsonValueKind.Object;
    }

    /// <summary>A text, or a number as it is written; <see langword="null"/> when not said.</summary>
    public static string? Text(this JsonElement record, string name, string path = "") =>
        record.TryField(name, out var value) ? TextOf(value, path + name) : null;

    /// <summary>A text where there is one; anything else counts as not said.</summary>
    public static string? TextOrNothing(this JsonElement record, string name) =>
        record.HasText(name) ? record.Text(name) : null;

    /// <summary>A whole count from 0 to <see cref="Measurement.MaxQuantity"/>.</summary>
    public static decimal? Count(this JsonElement record, string name, string path = "") =>
        record.NumberText(name, path) is { } text ? Quantity.Count(path + name, text) : null;

    /// <summary>A quantity from 0 to <see cref="Measurement.MaxQuantity"/>, whole or not.</summary>
    public static decimal? Amount(this JsonElement record, string name, string path = "") =>
        record.NumberText(name, path) is { } text ? Quantity.Amount(path + name, text) : null;

    /// <summary>An amount of money, exactly as its digits say.</summary>
    public static decimal? Money(this JsonElement record, string name, string path = "") =>
        record.NumberText(name, path) is { } text ? Quantity.Money(path + name, text) : null;

    public static DateTimeOffset? Time(this JsonElement record, string name, string path = "") =>
        record.Text(name, path) is { } text ? EventTime.Parse(path + name, text) : null;

    /// <summary>Found kinds as error messages name them: a short value, or its kind where it has many parts.</summary>
    public static string Shown(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.Null or JsonValueKind.Undefined => "nothing",
            JsonValueKind.String => $"'{Shorten(value.GetString() ?? "")}'",
            _ => $"'{Shorten(value.GetRawText())}'",
        };

    public static string Shorten(string text, int length = 40) =>
        text.Length <= length ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, length)}...");

    /// <summary>The members' names, for saying what was found.</summary>
    public static string KeysOf(JsonElement record)
    {
        const int MaxKeys = 12;
        var keys = new List<string>();
        foreach (var member in record.EnumerateObject())
        {
            if (keys.Count == MaxKeys)
            {
                keys.Add("...");
                break;
            }

            keys.Add(Shorten(member.Name, 30));
        }

        return keys.Count == 0 ? "no keys" : string.Join(", ", keys);
    }

    private static string? NumberText(this JsonElement record, string name, string path)
    {
        if (!record.TryField(name, out var value))
        {
            return null;
        }

        return value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            ? TextOf(value, path + name)
            : throw new UsageFormatException($"{path}{name}: found {Shown(value)}, allowed: a number");
    }

    private static string? TextOf(JsonElement value, string field)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                var text = value.GetString();
                return string.IsNullOrEmpty(text) ? null : text;
            case JsonValueKind.Number:
                return value.GetRawText();
            default:
                throw new UsageFormatException($"{field}: found {Shown(value)}, allowed: a text");
        }
    }
}
