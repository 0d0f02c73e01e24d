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
    public bool HasEnded => HasFailed || Status is "completed" or "succeeded" or "cancelled" or "canceled";

    /// <summary>Whether it came to nothing, so that nothing is billed for it.</summary>
    public bool HasFailed => Status is "failed" or "expired" or "error" or "user_error";

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

    /// <summary>
    /// Which job a path is about: <c>/videos/ID</c>, <c>/batches/ID</c>, <c>/fine-tunes/ID</c>, and whether it asks how
    /// the job is and nothing else (as <c>/videos/ID/content</c>).
    /// </summary>
    public static (CallKind Kind, string Id, bool IsState)? NamedBy(string pathBelowV1)
    {
        var parts = pathBelowV1.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kind = parts.Length > 0 ? parts[0].ToLowerInvariant() : "";
        return kind switch
        {
            "videos" when parts.Length > 1 => (CallKind.Video, parts[1], parts.Length == 2),
            "batches" when parts.Length > 1 => (CallKind.Batch, parts[1], parts.Length == 2),
            "fine-tunes" when parts.Length > 1 => (CallKind.FineTune, parts[1], parts.Length == 2),
            "fine_tuning"
            or "fine-tuning" when parts.Length > 2 && parts[1].Equals("jobs", StringComparison.OrdinalIgnoreCase) => (
                CallKind.FineTune,
                parts[2],
                parts.Length == 3
            ),
            _ => null,
        };
    }

    /// <summary>Which file's content a path asks for: <c>/files/ID/content</c>.</summary>
    public static string? FileAskedBy(string pathBelowV1) =>
        pathBelowV1.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var files, var id, var content]
        && files.Equals("files", StringComparison.OrdinalIgnoreCase)
        && content.Equals("content", StringComparison.OrdinalIgnoreCase)
            ? id
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
