namespace Permil.Usage;

/// <summary>A call that is about to be made, recorded before it is.</summary>
/// <param name="Call">
/// The event it will end as when nothing more is heard of it: its id, time and dimensions, without usage.
/// </param>
/// <param name="BoundListCost">The most it can cost; <see langword="null"/>: not known.</param>
/// <param name="LikelyCost">What it probably costs; <see langword="null"/>: not known.</param>
public sealed record CallIntent(UsageEvent Call, decimal? BoundListCost, decimal? LikelyCost);
