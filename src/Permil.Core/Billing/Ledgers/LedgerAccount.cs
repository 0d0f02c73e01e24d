namespace Permil.Billing.Ledgers;

/// <summary>The accounts that a billing account's transactions are booked on.</summary>
public enum LedgerAccount
{
    /// <summary>What is invoiced and not yet paid (asset).</summary>
    Receivable,

    /// <summary>What came in for prepaid credits (asset); matching it with payments is not done here.</summary>
    PrepaidReceived,

    /// <summary>Credits that can still be used, by kind and credit (liability).</summary>
    Credit,

    /// <summary>What credits that nobody paid for cost the issuer (expense).</summary>
    CreditCost,

    /// <summary>Commitments that are billed and not yet used up (liability).</summary>
    CommitmentOpen,

    /// <summary>Commitments that were used (revenue).</summary>
    CommitmentUsed,

    /// <summary>Commitments that nobody used in time (revenue).</summary>
    CommitmentUnused,

    /// <summary>Prepaid credits that expired (revenue).</summary>
    CreditLapsed,

    /// <summary>Usage and adjustments (revenue).</summary>
    Revenue,

    /// <summary>Tax to be handed on (liability).</summary>
    Tax,

    /// <summary>What rounding to the minor unit added or took.</summary>
    Rounding,
}
