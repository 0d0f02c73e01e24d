namespace Permil.Billing.Invoices;

/// <summary>Names a text that an invoice was made by.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">As it was named then.</param>
/// <param name="Hash">SHA-256, hexadecimal.</param>
public sealed record TermsReference(TermsKind Kind, string Name, string Hash);
