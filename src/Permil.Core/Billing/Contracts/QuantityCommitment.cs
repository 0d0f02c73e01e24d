namespace Permil.Billing.Contracts;

/// <summary>
/// A quantity that is paid for whether it is used or not: reserved GPUs (a pool of each hour), dedicated capacity with an
/// included quantity (of each month), tokens over a term. Usage within it costs nothing more.
/// </summary>
public sealed record QuantityCommitment : Commitment
{
    /// <summary>What is included in each pool, in the unit of the meters, above 0: 8 for 8 GPUs in each hour.</summary>
    public required decimal Quantity { get; init; }

    public required CommitmentPool Pool { get; init; }

    /// <summary>What one pool costs, used or not: an hour's, a month's, or all of the term's.</summary>
    public required decimal PoolCost { get; init; }

    /// <summary>What usage beyond it costs; <see langword="null"/>: its contracted price.</summary>
    public UnitRate? Overage { get; init; }

    /// <summary>The unit of its meters, for example <c>GPU-hour</c>.</summary>
    public required string Unit { get; init; }
}
