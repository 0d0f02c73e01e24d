namespace Permil.Upstream;

/// <summary>What goes wrong with an answer.</summary>
public enum Fault
{
    None,

    /// <summary>An error status instead of an answer.</summary>
    Status,

    /// <summary>The connection is reset after some writes of the body; after none, before the headers.</summary>
    Reset,

    /// <summary>Nothing more comes after some writes of the body; after none, not even headers.</summary>
    Hang,
}
