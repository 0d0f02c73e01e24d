namespace Permil.Billing.Contracts;

/// <summary>When a commitment is billed.</summary>
public enum CommitmentPayment
{
    /// <summary>All of it with the month in which it begins.</summary>
    Upfront,

    /// <summary>Each month what it includes of that month.</summary>
    Monthly,

    /// <summary>Nothing ahead: usage is billed as it comes, and what is missing at the end with the month in which it ends.</summary>
    Arrears,
}
