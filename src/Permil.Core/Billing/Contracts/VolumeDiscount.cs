namespace Permil.Billing.Contracts;

/// <summary>
/// A graduated discount over a month: each tier's percentage holds for the part of the volume within it. What it comes to
/// depends on the month's volume alone, not on the order of usage, and is spread over the lines in proportion to what they
/// cost. A line takes part in the first discount of the contract that is about it.
/// </summary>
public sealed record VolumeDiscount : ContractRule
{
    public required VolumeBasis Basis { get; init; }

    /// <summary>Of the quantity, for example <c>token</c>; <see langword="null"/> over spend.</summary>
    public string? Unit { get; init; }

    /// <summary>In rising order; the last has no end.</summary>
    public required IReadOnlyList<VolumeTier> Tiers { get; init; }
}
