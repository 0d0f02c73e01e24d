using System.Text.Encodings.Web;
using System.Text.Json;
using Permil.Rating;
using Permil.Usage;

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

    /// <summary>A text, or null for what is not known.</summary>
    public static void WriteAmount(this Utf8JsonWriter json, string name, decimal? amount)
    {
        if (amount is { } known)
        {
            json.WriteString(name, DecimalText.Of(known));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteQuantities(this Utf8JsonWriter json, IReadOnlyList<Measurement> quantities)
    {
        json.WriteStartObject("quantities");
        foreach (var (meter, quantity) in quantities)
        {
            json.WriteString(meter.Name, DecimalText.Of(quantity));
        }

        json.WriteEndObject();
    }
}
