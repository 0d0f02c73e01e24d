namespace Permil.Allocation;

/// <summary>What decides how large each share of a split is.</summary>
public enum SplitBasis
{
    /// <summary>Shares written in the rule.</summary>
    Shares,

    /// <summary>The tokens of every meter that counts tokens.</summary>
    Tokens,

    /// <summary>The number of requests.</summary>
    Requests,
}
