namespace Permil.Billing.Contracts;

/// <summary>How long what a commitment includes can be used before it is lost.</summary>
public enum CommitmentPool
{
    /// <summary>Within each hour: reserved machines.</summary>
    Hour,

    /// <summary>Within each calendar month.</summary>
    Month,

    /// <summary>From the first to the last day.</summary>
    Term,
}
