namespace Permil.Billing.Contracts;

/// <summary>A part of the month's volume and what is off it.</summary>
/// <param name="UpTo">Where it ends, inclusive; <see langword="null"/> for the last one, which has no end.</param>
/// <param name="Percent">0 to 100.</param>
public readonly record struct VolumeTier(decimal? UpTo, decimal Percent);
