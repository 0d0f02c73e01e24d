namespace Permil.Billing.Contracts;

/// <summary>Who writes invoices; its invoices are numbered without gaps.</summary>
public sealed record Issuer
{
    /// <summary>Who invoices accounts that have no contract.</summary>
    public static readonly Issuer Unnamed = new()
    {
        Id = "INV",
        Party = new Party { Name = "Unnamed issuer" },
    };

    /// <summary>Letters, digits and dashes; invoice numbers begin with it, as in <c>INV-000001</c>.</summary>
    public required string Id { get; init; }

    public required Party Party { get; init; }
}
