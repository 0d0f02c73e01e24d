namespace Permil.Server.Api.Resources;

/// <summary>How a key is given another secret.</summary>
public sealed record KeyRotation
{
    /// <summary>The most seconds of grace: ten years.</summary>
    internal const long MaxGraceSeconds = 315_360_000;

    /// <summary>How many seconds the secret it has is good for yet; 0: it is refused at once.</summary>
    public long GraceSeconds { get; init; }
}
