namespace Permil.Upstream;

/// <summary>What is said to a call, in the pieces in which it is written, and what is billed for it.</summary>
public sealed record Answer
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "application/json";

    public required IReadOnlyList<byte[]> Pieces { get; init; }

    public string? Id { get; init; }

    public IReadOnlyDictionary<string, decimal> Usage { get; init; } =
        new Dictionary<string, decimal>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Attributes { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The model that is billed, where the call does not name it.</summary>
    public string? Model { get; init; }

    public string? Mode { get; init; }

    public bool TellsUsage { get; init; }

    public bool IsStream => ContentType.StartsWith("text/event-stream", StringComparison.Ordinal);

    /// <summary>Calls of a batch that are billed when its output is fetched.</summary>
    public IReadOnlyList<Answer> Parts { get; init; } = [];

    public static Answer Json(object body, int status = 200) => new() { Pieces = [Text.Bytes(body)], Status = status };

    public static Answer Error(int status, string message, string type, string? code = null) =>
        Json(
            new
            {
                error = new
                {
                    message,
                    type,
                    param = (string?)null,
                    code,
                },
            },
            status
        );

    public static Answer Stream(IReadOnlyList<byte[]> pieces) =>
        new() { ContentType = "text/event-stream; charset=utf-8", Pieces = pieces };
}
