namespace Permil.Upstream;

/// <summary>How the played provider is set up.</summary>
public sealed record UpstreamOptions
{
    /// <summary>Address and port; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>The only key it accepts; <see langword="null"/>: any.</summary>
    public string? Key { get; init; }

    /// <summary>Token counts follow from it and from the request's body.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A folder of payloads that are played as they are, by name; <see langword="null"/>: none.</summary>
    public string? Samples { get; init; }
}
