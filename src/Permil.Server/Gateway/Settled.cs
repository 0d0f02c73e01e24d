using Permil.Usage;

namespace Permil.Server.Gateway;

/// <summary>What became of an ended call.</summary>
/// <param name="Event">Its event; <see langword="null"/>: it used nothing.</param>
/// <param name="Cost">Its exact list cost; <see langword="null"/>: not known.</param>
/// <param name="Durable">Completes when its usage is on the disk.</param>
internal readonly record struct Settled(UsageEvent? Event, decimal? Cost, ValueTask Durable);
