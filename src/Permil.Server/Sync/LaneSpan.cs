namespace Permil.Server.Sync;

/// <summary>Units of a lane that ran, or may have run, for a time; not yet part of a committed event.</summary>
/// <param name="Lane">The lane's name.</param>
/// <param name="Start">Inclusive, UTC.</param>
/// <param name="End">Exclusive, UTC.</param>
/// <param name="Units">How many.</param>
/// <param name="Unknown">Why it is not known whether they ran; <see langword="null"/>: they did.</param>
public sealed record LaneSpan(string Lane, DateTimeOffset Start, DateTimeOffset End, decimal Units, string? Unknown);
