namespace Permil.Billing.Invoices.Documents;

/// <summary>What a line of the summary is.</summary>
public enum InvoiceSumKind
{
    /// <summary>One of those that add up to the total.</summary>
    Part,

    /// <summary>What the parts before it add up to.</summary>
    Subtotal,

    /// <summary>In whole minor units.</summary>
    Total,
}
