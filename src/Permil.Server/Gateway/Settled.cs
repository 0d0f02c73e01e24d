using Permil.Storage;
using Permil.Usage;

namespace Permil.Server.Gateway;

/// <summary>What became of an ended call.</summary>
/// <param name="Event">Its event; <see langword="null"/>: it used nothing.</param>
/// <param name="Cost">Its exact list cost; <see langword="null"/>: not known.</param>
/// <param name="Record">The record of it.</param>
internal readonly record struct Settled(UsageEvent? Event, decimal? Cost, JournalAppend Record)
{
    /// <summary>Completes when the caller may see the answer's end.</summary>
    public Task WhenKept(CallDurability durability) =>
        durability == CallDurability.Strict ? Record.WhenDurable() : Task.CompletedTask;
}
