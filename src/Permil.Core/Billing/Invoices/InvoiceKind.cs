namespace Permil.Billing.Invoices;

/// <summary>What a document is.</summary>
public enum InvoiceKind
{
    /// <summary>A month's bill, with what has changed in earlier months since they were invoiced.</summary>
    Invoice,

    /// <summary>An invoiced month priced anew: less is owed.</summary>
    CreditNote,

    /// <summary>An invoiced month priced anew: more is owed.</summary>
    DebitNote,
}
