using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Permil.Upstream;

/// <summary>Reads a call as it came, byte for byte.</summary>
internal static class CallReader
{
    private const int KeptBytes = 64 << 20;
    private static readonly string[] Providers = ["together", "openai", "anthropic"];

    /// <returns>The call, how long its body was and the body's SHA-256.</returns>
    public static async Task<(ReceivedCall Call, long Bytes, string Sha256)> ReadAsync(HttpContext context)
    {
        var (body, length, hash) = await ReadBodyAsync(context);
        var path = context.Request.Path.Value ?? "/";
        var provider = Array.Find(Providers, name => path.StartsWith($"/{name}/", StringComparison.Ordinal)) ?? "";
        path = provider.Length > 0 ? path[(provider.Length + 1)..] : path;
        var call = new ReceivedCall
        {
            Method = context.Request.Method,
            Path = path.StartsWith("/v1/", StringComparison.Ordinal) ? path[3..] : path,
            Provider = provider,
            Body = body,
            Headers = context.Request.Headers.ToDictionary(
                header => header.Key.ToLowerInvariant(),
                header => header.Value.ToString(),
                StringComparer.Ordinal
            ),
        };
        return (await WithFieldsAsync(call, context.Request.ContentType), length, hash);
    }

    private static async Task<(byte[] Body, long Length, string Hash)> ReadBodyAsync(HttpContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var kept = new MemoryStream();
        var buffer = new byte[1 << 16];
        var length = 0L;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
            kept.Write(buffer, 0, (int)Math.Min(read, KeptBytes - kept.Length));
        }

        return (kept.ToArray(), length, Convert.ToHexStringLower(hash.GetCurrentHash()));
    }

    private static async Task<ReceivedCall> WithFieldsAsync(ReceivedCall call, string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            return call;
        }

        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return await WithFormAsync(call, HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? "");
        }

        try
        {
            return JsonNode.Parse(call.Body) is JsonObject fields ? call with { Json = fields } : call;
        }
        catch (JsonException)
        {
            // A body that is no JSON is answered as one without fields.
            return call;
        }
    }

    private static async Task<ReceivedCall> WithFormAsync(ReceivedCall call, string boundary)
    {
        var reader = new MultipartReader(boundary, new MemoryStream(call.Body));
        var fields = new JsonObject();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var content = new MemoryStream();
            await section.Body.CopyToAsync(content);
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                continue;
            }

            if (disposition.IsFileDisposition())
            {
                call = call with { File = content.ToArray(), FileName = disposition.FileName.Value };
            }
            else
            {
                fields[HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? ""] = Encoding.UTF8.GetString(
                    content.ToArray()
                );
            }
        }

        return call with
        {
            Json = fields,
        };
    }
}
