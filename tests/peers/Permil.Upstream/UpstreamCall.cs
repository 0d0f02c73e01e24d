using System.Text.Json.Serialization;

namespace Permil.Upstream;

/// <summary>A line of the ledger: what a provider knows of one call, and what it would bill.</summary>
public sealed record UpstreamCall
{
    public required int Number { get; init; }

    /// <summary>What the caller named it; <see langword="null"/>: nothing.</summary>
    public string? Name { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required bool IsStream { get; init; }

    /// <summary>The path and query as they stood in the request line.</summary>
    public required string Target { get; init; }

    /// <summary>Header names in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string BodySha256 { get; init; }

    public required long BodyBytes { get; init; }

    /// <summary>The first 64 KiB, for tests to look at.</summary>
    [JsonIgnore]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The id that the answer carries.</summary>
    public string? AnswerId { get; init; }

    public int Status { get; init; }

    /// <summary>Quantities by meter, as a usage event has them. Empty: nothing is billed.</summary>
    public IReadOnlyDictionary<string, decimal> Usage { get; init; } =
        new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>What prices may look at: width, steps, resolution.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How it is billed; <see langword="null"/>: as it is called.</summary>
    public string? Mode { get; init; }

    /// <summary>Whether the answer itself tells its usage, so that who meters it can know.</summary>
    public bool TellsUsage { get; init; }

    /// <summary>Bytes of the body that were sent.</summary>
    public long SentBytes { get; init; }

    /// <summary>The first 64 KiB that were sent.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Sent { get; init; }

    /// <summary>Whether the whole answer was sent.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether the caller went away before the end.</summary>
    public bool WasAbandoned { get; init; }

    /// <summary>Whether the call has ended, in whatever way.</summary>
    public bool HasEnded { get; init; }
}
