namespace Permil.Usage;

/// <summary>How much of one meter an event used.</summary>
/// <param name="Meter">What was counted.</param>
/// <param name="Quantity">In the meter's unit, from 0 to <see cref="MaxQuantity"/>.</param>
public readonly record struct Measurement(Meter Meter, decimal Quantity)
{
    /// <summary>The most one event may claim of one meter (10^15). More is taken for a broken log line.</summary>
    public const decimal MaxQuantity = 1_000_000_000_000_000m;
}
