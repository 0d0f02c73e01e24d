using System.Text.Json;
using System.Text.Json.Nodes;

namespace Permil.Upstream;

/// <summary>A call as it arrived.</summary>
public sealed record ReceivedCall
{
    public required string Method { get; init; }

    /// <summary>Without the prefix that names a provider and without <c>/v1</c>: <c>/chat/completions</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The prefix that names a provider, without slashes; empty: none.</summary>
    public required string Provider { get; init; }

    /// <summary>The body, as far as it is kept: the first 64 MiB.</summary>
    public required byte[] Body { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body where it is a JSON object, otherwise the fields of a form.</summary>
    public JsonObject Json { get; init; } = [];

    /// <summary>The file of a form.</summary>
    public byte[]? File { get; init; }

    public string? FileName { get; init; }

    public string Model => Text("model") ?? "";

    public bool IsStream => Json["stream"] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public string? Text(string name) =>
        Json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public long? Number(string name) =>
        Json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? JsonSerializer.Deserialize<long>(value.ToJsonString())
            : null;
}
