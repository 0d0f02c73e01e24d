namespace Permil.Usage;

public enum RevisionKind
{
    /// <summary>The event says what its target should have said.</summary>
    Amendment,

    /// <summary>The target did not happen; the event itself uses nothing.</summary>
    Retraction,
}
