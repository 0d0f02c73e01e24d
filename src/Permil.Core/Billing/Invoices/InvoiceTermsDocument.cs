namespace Permil.Billing.Invoices;

/// <summary>The terms of an invoice as JSON shows them.</summary>
internal sealed record InvoiceTermsDocument
{
    public required IReadOnlyList<TermsReference> Texts { get; init; }

    public DateOnly? AsKnownOn { get; init; }

    public required long ThroughSequence { get; init; }

    public static InvoiceTermsDocument Of(InvoiceTerms terms) =>
        new()
        {
            Texts = terms.Texts,
            AsKnownOn = terms.AsKnownOn,
            ThroughSequence = terms.ThroughSequence,
        };

    public InvoiceTerms ToTerms() => new(Texts, AsKnownOn, ThroughSequence);
}
