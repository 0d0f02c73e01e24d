namespace Permil.Billing.Contracts;

/// <summary>One side of an invoice, as it is printed.</summary>
public sealed record Party
{
    public required string Name { get; init; }

    /// <summary>Lines of the postal address.</summary>
    public IReadOnlyList<string> Address { get; init; } = [];

    /// <summary>For example a VAT number.</summary>
    public string? TaxId { get; init; }

    public string? Email { get; init; }
}
