namespace Permil.Access;

/// <summary>Whether a presented secret opens anything.</summary>
public enum KeyState
{
    /// <summary>No key has or had it.</summary>
    Unknown,

    Good,

    /// <summary>The key's time is over.</summary>
    Expired,

    /// <summary>The key was taken back.</summary>
    Revoked,

    /// <summary>The key has another secret now.</summary>
    Replaced,
}
