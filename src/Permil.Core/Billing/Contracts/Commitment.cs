namespace Permil.Billing.Contracts;

/// <summary>Something bought for a term whether it is used or not. Its period has both ends.</summary>
public abstract record Commitment : ContractRule
{
    public required CommitmentPayment Payment { get; init; }

    public DateTimeOffset From => Period.From!.Value;

    /// <summary>Exclusive.</summary>
    public DateTimeOffset Until => Period.Until!.Value;
}
