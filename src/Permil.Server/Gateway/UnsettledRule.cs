namespace Permil.Server.Gateway;

/// <summary>What a call whose usage never became known (interrupted, crashed) is settled at in budgets and credits.</summary>
public enum UnsettledRule
{
    /// <summary>The most it can have cost.</summary>
    Bound,

    /// <summary>What calls like it cost of late; the bound when there were none.</summary>
    Estimate,

    /// <summary>Nothing.</summary>
    Release,
}
