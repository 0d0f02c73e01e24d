namespace Permil.Server.Telemetry;

/// <summary>What telemetry is told of a call when it has ended. Nothing of what was asked or answered.</summary>
public sealed record FinishedCall
{
    /// <summary>The call's own name, for traces only; <see langword="null"/>: it has none.</summary>
    public string? Id { get; init; }

    /// <summary>As <see cref="OperationName"/> names it.</summary>
    public required string Operation { get; init; }

    /// <summary>Empty when no provider was chosen.</summary>
    public required string Provider { get; init; }

    /// <summary>As the request names it; empty when it names none.</summary>
    public required string RequestModel { get; init; }

    /// <summary>As the answer names it.</summary>
    public string? ResponseModel { get; init; }

    public string? Account { get; init; }

    public string? SubAccount { get; init; }

    public string? Feature { get; init; }

    public string? Environment { get; init; }

    /// <summary>The key's id, never the key.</summary>
    public string? KeyId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From the request to the last byte of the answer.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From the request to the first chunk of a streamed answer; <see langword="null"/>: none came.</summary>
    public TimeSpan? TimeToFirstChunk { get; init; }

    public CallTokens Tokens { get; init; }

    /// <summary>At list prices; <see langword="null"/>: there is no price, or the usage is not known. Never below 0.</summary>
    public decimal? ListCost { get; init; }

    /// <summary>What the caller got.</summary>
    public required int HttpStatus { get; init; }

    public required CallOutcome Outcome { get; init; }

    /// <summary>
    /// Why it is not settled, in one word of a small set (<c>budget_exceeded</c>, <c>client_hung_up</c>): it becomes a label.
    /// </summary>
    public string? Reason { get; init; }

    public bool IsStream { get; init; }

    /// <summary>The upstream that answered last; <see langword="null"/> when none was asked.</summary>
    public string? Upstream { get; init; }

    /// <summary>How often an upstream was asked: 1 without retries and fallbacks, 0 when refused.</summary>
    public int Attempts { get; init; } = 1;
}
