namespace Permil.Billing.Contracts;

/// <summary>What fills the tiers of a volume discount.</summary>
public enum VolumeBasis
{
    /// <summary>The contracted cost of a month.</summary>
    Spend,

    /// <summary>The quantity of a month, in the unit that all its meters have.</summary>
    Quantity,
}
