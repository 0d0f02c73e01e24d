namespace Permil.Billing.Invoices;

/// <summary>What a text of an invoice's terms is.</summary>
public enum TermsKind
{
    PriceBook,
    Contract,
    Allocation,

    /// <summary>The account's credits of the account book, as JSON.</summary>
    Credits,
}
