using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Says what is wrong with JSON in words that name the place.</summary>
internal static class JsonFault
{
    public static string Of(JsonException exception)
    {
        var message = exception.Message;
        var tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = tail < 0 ? message : message[..tail];
        const string Duplicate = "Duplicate property '";
        return
            message.StartsWith(Duplicate, StringComparison.Ordinal)
            && message.LastIndexOf('\'') is var end
            && end > Duplicate.Length
            ? $"the key '{JsonFields.Shorten(message[Duplicate.Length..end])}' stands twice in one object, allowed: once"
            : message;
    }

    /// <summary>What is wrong, at which byte of the text, and the last key before it.</summary>
    public static string Of(JsonException exception, ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: true, default);
        string? key = null;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    key = reader.GetString();
                }
            }
        }
        catch (JsonException fault)
        {
            var after = key is null ? "" : $" after the key '{JsonFields.Shorten(key)}'";
            return $"no JSON at byte {reader.BytesConsumed + 1}{after}: {Of(fault)}";
        }
        catch (InvalidOperationException)
        {
            // A key with half a surrogate pair: the parser's own words have to do.
        }

        return Of(exception);
    }
}
