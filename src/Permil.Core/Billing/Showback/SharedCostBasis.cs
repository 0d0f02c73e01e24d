namespace Permil.Billing.Showback;

/// <summary>How what is nobody's own is split.</summary>
public enum SharedCostBasis
{
    /// <summary>By the effective cost of the owners' own usage; who has none gets nothing.</summary>
    ByCost,

    /// <summary>The same for everyone who has usage.</summary>
    Even,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>By weights that were agreed.</summary>
    Weights,
}
