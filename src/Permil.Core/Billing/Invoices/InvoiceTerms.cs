namespace Permil.Billing.Invoices;

/// <summary>What an invoice names of its terms; the texts are kept by their hashes.</summary>
/// <param name="Texts">Each text, in the order of <see cref="BillingTerms.Texts"/>.</param>
/// <param name="AsKnownOn">The day of knowledge; <see langword="null"/>: all that the texts say.</param>
/// <param name="ThroughSequence">The last stored event that it could see.</param>
public sealed record InvoiceTerms(IReadOnlyList<TermsReference> Texts, DateOnly? AsKnownOn, long ThroughSequence);
