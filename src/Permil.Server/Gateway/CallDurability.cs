namespace Permil.Server.Gateway;

/// <summary>When a client may see the end of an answer.</summary>
public enum CallDurability
{
    /// <summary>
    /// Once the call itself is on the disk; its usage follows within the next group of writes. After a crash between the
    /// two the call is there as unsettled.
    /// </summary>
    Group,

    /// <summary>Once its usage is on the disk; the call itself is there before it goes up.</summary>
    Strict,
}
