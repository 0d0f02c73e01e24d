using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway.Answers;

/// <summary>Cuts a verbose transcription down to what the caller asked for.</summary>
/// <param name="format"><c>json</c> or <c>text</c>.</param>
internal sealed class TranscriptionForm(string format)
{
    /// <returns>The body for the caller; the verbose one where it is no transcription (an error).</returns>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> verbose, HttpResponse response)
    {
        if (response.StatusCode is < 200 or >= 300 || TextOf(verbose) is not { } text)
        {
            return verbose;
        }

        if (format is "text")
        {
            response.ContentType = "text/plain; charset=utf-8";
            return Encoding.UTF8.GetBytes(text + "\n");
        }

        var buffer = new ArrayBufferWriter<byte>(text.Length + 16);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string? TextOf(ReadOnlyMemory<byte> verbose)
    {
        try
        {
            using var document = JsonDocument.Parse(verbose);
            return
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("text", out var text)
                && text.ValueKind == JsonValueKind.String
                ? text.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
