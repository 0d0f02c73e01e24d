using Permil.Billing.Invoices;

namespace Permil.Focus.Export;

/// <summary>A document, or a draft, whose lines become rows.</summary>
/// <param name="Invoice">The document.</param>
/// <param name="Terms">What it was made by.</param>
/// <param name="Before">Documents of the account that stood when it was made.</param>
/// <param name="IsNote">Whether it only corrects.</param>
internal sealed record FocusDocument(Invoice Invoice, BillingTerms Terms, IReadOnlyList<Invoice> Before, bool IsNote);
