namespace Permil.Focus;

/// <summary>The specification's tables. The names are the specification's own.</summary>
public enum FocusDataset
{
    /// <summary>What was charged and why: one row a charge.</summary>
    CostAndUsage,

    /// <summary>What was promised in contracts.</summary>
    ContractCommitment,

    /// <summary>Which periods are open (from 1.4).</summary>
    BillingPeriod,

    /// <summary>The lines of invoices (from 1.4).</summary>
    InvoiceDetail,
}
