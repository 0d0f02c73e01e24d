namespace Permil.Billing;

/// <summary>Why a credit is there; each kind has its own account in the ledger.</summary>
public enum CreditKind
{
    /// <summary>Given to attract: a discount on what it pays for.</summary>
    Promotional,

    /// <summary>What a new account gets.</summary>
    Free,

    /// <summary>Given to make good for something.</summary>
    Goodwill,

    /// <summary>Paid for before: using it is a payment, not a discount.</summary>
    Prepaid,
}
