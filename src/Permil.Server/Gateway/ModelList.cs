using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Permil.Access;
using Permil.Pricing;
using Permil.Server.Gateway.Upstreams;

namespace Permil.Server.Gateway;

/// <summary>
/// <c>GET /v1/models</c>: what one upstream lists, and what the price books of all upstreams sell beside it, as far
/// as the key may call it. In the upstream's own form: a list, or an object with <c>data</c>.
/// </summary>
internal sealed class ModelList(UpstreamSet upstreams, PriceCatalog catalog, TimeProvider clock)
{
    public async Task Answer(HttpContext http, Caller caller, Upstream upstream, CallClock callClock)
    {
        var listed = await UpstreamCalls.Ask(upstream, "/models", callClock);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, Listed(listed), caller.Key);
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, callClock.Token);
    }

    private static JsonDocument? Listed(ReadOnlyMemory<byte>? body)
    {
        try
        {
            return body is { } bytes ? JsonDocument.Parse(bytes) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(Utf8JsonWriter json, JsonDocument? listed, ApiKey key)
    {
        using (listed)
        {
            var root = listed?.RootElement ?? default;
            var isBare = root.ValueKind == JsonValueKind.Array;
            var models =
                isBare ? root
                : root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) ? data
                : default;
            if (!isBare)
            {
                json.WriteStartObject();
                json.WriteString("object", "list");
                json.WritePropertyName("data");
            }

            json.WriteStartArray();
            var known = WriteListed(json, models, key);
            WriteSold(json, known, key);
            json.WriteEndArray();
            if (!isBare)
            {
                json.WriteEndObject();
            }
        }
    }

    private static HashSet<string> WriteListed(Utf8JsonWriter json, JsonElement models, ApiKey key)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        if (models.ValueKind != JsonValueKind.Array)
        {
            return known;
        }

        foreach (var model in models.EnumerateArray())
        {
            if (
                model.ValueKind == JsonValueKind.Object
                && model.TryGetProperty("id", out var id)
                && id.GetString() is { } name
                && known.Add(name)
                && ModelPattern.Allows(key.AllowedModels, name)
            )
            {
                model.WriteTo(json);
            }
        }

        return known;
    }

    private void WriteSold(Utf8JsonWriter json, HashSet<string> known, ApiKey key)
    {
        var now = clock.GetUtcNow();
        foreach (var provider in upstreams.All.Select(upstream => upstream.Provider).Distinct(StringComparer.Ordinal))
        {
            foreach (var model in catalog.FindBook(provider)?.Models ?? [])
            {
                if (
                    model.RetiredFrom <= now
                    || !ModelPattern.Allows(key.AllowedModels, model.Id)
                    || !known.Add(model.Id)
                )
                {
                    continue;
                }

                json.WriteStartObject();
                json.WriteString("id", model.Id);
                json.WriteString("object", "model");
                json.WriteNumber("created", 0);
                json.WriteString("owned_by", provider);
                json.WriteString("type", model.Kind);
                if (model.ContextLength is { } context)
                {
                    json.WriteNumber("context_length", context);
                }

                json.WriteEndObject();
            }
        }
    }
}
