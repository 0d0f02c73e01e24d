using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Permil.Focus.Validation;

/// <summary>Whether a value is written as its column's format asks.</summary>
internal static class FocusFormats
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Currencies = FocusCurrencies
        .Codes.ToHashSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Has(FocusFormat format, ReadOnlySpan<byte> value) =>
        format switch
        {
            FocusFormat.None => true,
            FocusFormat.Numeric => IsNumeric(value),
            FocusFormat.DateTime => TryParseMoment(value, out _),
            FocusFormat.Currency => IsCurrency(value),
            FocusFormat.Unit => IsUnit(value),
            FocusFormat.KeyValue => IsKeyValue(value),
            FocusFormat.JsonObject => IsJsonObject(value),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };

    /// <summary><c>-12.5</c>, <c>1.2E-7</c>.</summary>
    public static bool IsNumeric(ReadOnlySpan<byte> value)
    {
        var rest = value.Length > 0 && value[0] == '-' ? value[1..] : value;
        if (!TakeDigits(ref rest))
        {
            return false;
        }

        if (rest.Length > 0 && rest[0] == '.')
        {
            rest = rest[1..];
            if (!TakeDigits(ref rest))
            {
                return false;
            }
        }

        if (rest.Length > 0 && rest[0] == 'E')
        {
            rest = rest[1..];
            rest = rest.Length > 0 && rest[0] == '-' ? rest[1..] : rest;
            if (!TakeDigits(ref rest))
            {
                return false;
            }
        }

        return rest.IsEmpty;
    }

    /// <summary>A moment in UTC as <c>2026-10-01T00:00:00Z</c>, in seconds.</summary>
    public static bool TryParseMoment(ReadOnlySpan<byte> value, out DateTimeOffset moment)
    {
        moment = default;
        Span<char> text = stackalloc char[20];
        return value.Length == text.Length
            && Encoding.UTF8.TryGetChars(value, text, out var length)
            && length == text.Length
            && DateTimeOffset.TryParseExact(
                text,
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out moment
            );
    }

    /// <summary>A code of ISO 4217.</summary>
    public static bool IsCurrency(ReadOnlySpan<byte> value)
    {
        Span<char> text = stackalloc char[3];
        return value.Length == 3 && Ascii.ToUtf16(value, text, out _) == default && Currencies.Contains(text);
    }

    /// <summary>A word of letters and digits, with hyphens between words, a number before it, per another such unit.</summary>
    public static bool IsUnit(ReadOnlySpan<byte> value)
    {
        var slash = value.IndexOf((byte)'/');
        return slash < 0 ? IsCountedWord(value) : IsCountedWord(value[..slash]) && IsCountedWord(value[(slash + 1)..]);
    }

    /// <summary>A JSON object whose values are no objects or lists.</summary>
    public static bool IsKeyValue(ReadOnlySpan<byte> value) =>
        IsObject(value, (reader, depth) => depth > 1 || reader is JsonTokenType.StartArray);

    /// <summary>A JSON object with a list of objects named <c>Elements</c>.</summary>
    public static bool IsJsonObject(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            using var document = JsonDocument.ParseValue(ref reader);
            return !reader.Read()
                && document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("Elements", out var elements)
                && elements.ValueKind == JsonValueKind.Array
                && elements.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Object);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A whole JSON object.</summary>
    public static bool IsObject(ReadOnlySpan<byte> value) => IsObject(value, (_, _) => false);

    /// <param name="value">The text.</param>
    /// <param name="isRefused">Whether a token must not be there; with how many objects are open, itself among them.</param>
    private static bool IsObject(ReadOnlySpan<byte> value, Func<JsonTokenType, int, bool> isRefused)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            var isFirst = true;
            while (reader.Read())
            {
                var depth = reader.TokenType == JsonTokenType.StartObject ? reader.CurrentDepth + 1 : 0;
                if ((isFirst && reader.TokenType != JsonTokenType.StartObject) || isRefused(reader.TokenType, depth))
                {
                    return false;
                }

                isFirst = false;
            }

            return !isFirst;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsCountedWord(ReadOnlySpan<byte> value)
    {
        var space = value.IndexOf((byte)' ');
        if (space >= 0)
        {
            var number = value[..space];
            if (!TakeDigits(ref number) || !number.IsEmpty)
            {
                return false;
            }

            value = value[(space + 1)..];
        }

        var wasHyphen = true;
        foreach (var letter in value)
        {
            var isHyphen = letter == '-';
            if ((isHyphen && wasHyphen) || (!isHyphen && !char.IsAsciiLetterOrDigit((char)letter)))
            {
                return false;
            }

            wasHyphen = isHyphen;
        }

        return !wasHyphen && char.IsAsciiLetter((char)value[0]);
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> text)
    {
        var count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        count = count < 0 ? text.Length : count;
        text = text[count..];
        return count > 0;
    }
}
