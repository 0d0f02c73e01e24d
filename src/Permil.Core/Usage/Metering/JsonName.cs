using System.Text;
using System.Text.Json;

namespace Permil.Usage.Metering;

/// <summary>Reads names of JSON members without making strings of them.</summary>
internal static class JsonName
{
    /// <summary>Chars a name may need here: six bytes each when all of the longest known name is escaped.</summary>
    public const int MaxLength = 256;

    /// <summary>The name at which a reader stands; empty when it is too long to be any known one.</summary>
    /// <exception cref="InvalidOperationException">It is no Unicode.</exception>
    public static ReadOnlySpan<char> Of(scoped ref readonly Utf8JsonReader json, Span<char> buffer)
    {
        if (json.ValueSpan.Length > buffer.Length)
        {
            return [];
        }

        return json.ValueIsEscaped
            ? buffer[..json.CopyString(buffer)]
            : buffer[..Encoding.Latin1.GetChars(json.ValueSpan, buffer)];
    }

    /// <summary>The name of these bytes, quotes included; empty when it is none that could be known.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<byte> quoted, Span<char> buffer)
    {
        if (quoted.Length > buffer.Length)
        {
            return [];
        }

        if (!quoted.Contains((byte)'\\'))
        {
            return buffer[..Encoding.Latin1.GetChars(quoted[1..^1], buffer)];
        }

        var json = new Utf8JsonReader(quoted);
        json.Read();
        try
        {
            return Of(ref json, buffer);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is in no known name.
            return [];
        }
    }
}
