using System.Text.Json;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway.Jobs;

/// <summary>What a provider says of a job.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Status">In lower case; empty when it says none.</param>
/// <param name="OutputFileId">A batch's results.</param>
internal sealed record JobDocument(string Id, string Status, string? OutputFileId)
{
    /// <summary>Whether it ended and nothing more comes of it.</summary>
    public bool HasEnded => Status is "completed" or "failed" or "expired" or "cancelled" or "error";

    /// <returns><see langword="null"/> when it is no job.</returns>
    public static JobDocument? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (
                root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("job", out var inner)
                && inner.ValueKind == JsonValueKind.Object
            )
            {
                root = inner;
            }

            return Text(root, "id") is { } id
                ? new JobDocument(id, Text(root, "status")?.ToLowerInvariant() ?? "", Text(root, "output_file_id"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Which job a path asks for: <c>/videos/ID</c>, <c>/batches/ID</c>, <c>/fine-tunes/ID</c>.</summary>
    public static (CallKind Kind, string Id)? AskedBy(string pathBelowV1)
    {
        var parts = pathBelowV1.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["videos", var id] => (CallKind.Video, id),
            ["batches", var id] => (CallKind.Batch, id),
            ["fine-tunes", var id] => (CallKind.FineTune, id),
            ["fine_tuning", "jobs", var id] => (CallKind.FineTune, id),
            _ => null,
        };
    }

    /// <summary>Which job a path is about, also where it ends it or asks for what came of it: <c>/videos/ID/content</c>.</summary>
    public static (CallKind Kind, string Id)? Concerns(string pathBelowV1)
    {
        var parts = pathBelowV1.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return AskedBy(string.Join('/', parts.Take(parts is ["fine_tuning", ..] ? 3 : 2)));
    }

    /// <summary>Which file's content a path asks for: <c>/files/ID/content</c>.</summary>
    public static string? FileAskedBy(string pathBelowV1) =>
        pathBelowV1.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["files", var id, "content"] ? id : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
