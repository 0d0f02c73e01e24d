namespace Permil.Server.Gateway;

/// <summary>When a client may see the end of an answer.</summary>
public enum CallDurability
{
    /// <summary>
    /// At once. Before the call goes up it is handed to the system, so that a crash of this process cannot lose it, and
    /// everything is flushed within milliseconds, many calls together. A call whose end was lost in between is unsettled.
    /// </summary>
    Group,

    /// <summary>Once its usage is on the disk; the call itself is there before it goes up.</summary>
    Strict,
}
