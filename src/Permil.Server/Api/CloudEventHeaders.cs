using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Api;

/// <summary>CloudEvents in binary mode: the envelope is in headers, the body is the data.</summary>
internal static class CloudEventHeaders
{
    private static readonly string[] Names = ["specversion", "type", "id", "source", "time", "subject"];

    public static bool Has(HttpRequest request) => request.Headers.ContainsKey("ce-specversion");

    /// <summary>The event with its envelope as one JSON text.</summary>
    /// <exception cref="JsonException">The data is no JSON.</exception>
    public static byte[] WithEnvelope(HttpRequest request, ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var name in Names)
            {
                if (request.Headers[$"ce-{name}"].ToString() is { Length: > 0 } value)
                {
                    json.WriteString(name, Uri.UnescapeDataString(value));
                }
            }

            json.WritePropertyName("data");
            document.RootElement.WriteTo(json);
            json.WriteEndObject();
        }

        return text.ToArray();
    }
}
