namespace Permil.Usage;

/// <summary>What events of calls through Permil's own gateway have in common.</summary>
public static class GatewayUsage
{
    /// <summary>Their source. Nobody else may write under it.</summary>
    public const string Source = "permil-gateway";

    /// <summary>The tag that holds the id of the key a call was made with.</summary>
    public const string KeyTag = "key";
}
