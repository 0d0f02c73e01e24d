using Permil.Usage;

namespace Permil.Billing.Bills;

/// <summary>
/// What lines of bills are told apart by, now and in a later bill of the same month: two bills differ by the sums of the
/// same keys. <see langword="null"/> where a thing has no place in a line.
/// </summary>
public sealed record BillLineKey
{
    /// <summary>The <see cref="Rule"/> of the line that rounds an invoice.</summary>
    public const string Rounding = "rounding";

    public required ChargeCategory Category { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    public Mode? Mode { get; init; }

    /// <summary>The meter's name.</summary>
    public string? Meter { get; init; }

    public string? Sku { get; init; }

    public string? SubAccount { get; init; }

    /// <summary>One of the pricing quantity, for example <c>1M tokens</c>.</summary>
    public string? PricingUnit { get; init; }

    public decimal? ListUnitPrice { get; init; }

    public decimal? ContractedUnitPrice { get; init; }

    /// <summary>The rule of the contract that makes the line: a commitment, a minimum, a tax.</summary>
    public string? Rule { get; init; }

    /// <summary>Of usage under the commitment that <see cref="Rule"/> names.</summary>
    public CommitmentStatus? Commitment { get; init; }

    /// <summary>The credit that pays.</summary>
    public string? Credit { get; init; }

    /// <summary>The kind of <see cref="Credit"/>.</summary>
    public CreditKind? CreditKind { get; init; }
}
