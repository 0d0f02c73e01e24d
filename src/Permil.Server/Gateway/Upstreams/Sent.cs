namespace Permil.Server.Gateway.Upstreams;

/// <summary>What became of sending a call up: an answer, or an error.</summary>
internal readonly record struct Sent
{
    public HttpResponseMessage? Answer { get; init; }

    /// <summary>Who answered, or failed last.</summary>
    public required Upstream Upstream { get; init; }

    public GatewayError? Error { get; init; }

    /// <summary>Whether it was the caller whose body could not be read to its end.</summary>
    public bool IsCallers { get; init; }

    /// <summary>Whether an upstream may have worked on the call although there is no answer.</summary>
    public bool MayHaveReached { get; init; }
}
