using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Permil.Json;

/// <summary>What stands in a JSON text at a reader's place.</summary>
internal static class JsonText
{
    /// <summary>A string's text, or a number as it is written.</summary>
    public static string Of(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()!
        : reader.HasValueSequence ? Encoding.UTF8.GetString(reader.ValueSequence.ToArray())
        : Encoding.UTF8.GetString(reader.ValueSpan);
}
