using System.Text.Encodings.Web;
using System.Text.Json;

namespace Permil.Cli.Output;

/// <summary>Writes a JSON answer to standard output: amounts and quantities are texts, so that no reader rounds them.</summary>
internal static class JsonAnswer
{
    /// <param name="isIndented">For people too; without it half a million groups take a third of the room.</param>
    /// <param name="write">Writes one object.</param>
    public static void Print(bool isIndented, Action<Utf8JsonWriter> write)
    {
        using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        using (
            var json = new Utf8JsonWriter(
                output,
                new JsonWriterOptions { Indented = isIndented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
