namespace Permil.Billing.Contracts;

/// <summary>A tax on what is billed after credits. It is about everything on the invoice.</summary>
public sealed record TaxRule : ContractRule
{
    /// <summary>Of the amount before tax, above 0, at most 100.</summary>
    public required decimal Percent { get; init; }
}
