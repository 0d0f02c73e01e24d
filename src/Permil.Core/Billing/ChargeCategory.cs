namespace Permil.Billing;

/// <summary>What a line of a bill is. Source: ChargeCategory of FOCUS.</summary>
public enum ChargeCategory
{
    /// <summary>What was used, and what of a commitment was not.</summary>
    Usage,

    /// <summary>A commitment that is bought.</summary>
    Purchase,

    /// <summary>What a minimum adds, the shortfall of a commitment, rounding.</summary>
    Adjustment,

    /// <summary>What a credit pays: below 0.</summary>
    Credit,

    Tax,
}
