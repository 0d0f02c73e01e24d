using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>An event as it is stored.</summary>
/// <param name="Sequence">Its number, in the order in which events were stored.</param>
/// <param name="Event">The event.</param>
/// <param name="IsCounted">Whether it counts: an event that others revise does not, nor a retraction.</param>
/// <param name="RevisedBy">Ids of the events that amend or retract it, in the order in which they were stored.</param>
/// <param name="Conflicts">What else was claimed under its (source, id), as Permil's event lines.</param>
public sealed record StoredEvent(
    long Sequence,
    UsageEvent Event,
    bool IsCounted,
    IReadOnlyList<string> RevisedBy,
    IReadOnlyList<string> Conflicts
);
