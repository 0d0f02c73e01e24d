using Permil.Allocation;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>A stored event with everything that makes its cost.</summary>
/// <param name="Stored">The event as it was recorded.</param>
/// <param name="Allocated">What rules set.</param>
/// <param name="Parts">One for each owner; they add up to the event.</param>
public sealed record ExplainedEvent(StoredEvent Stored, Allocated Allocated, IReadOnlyList<ExplainedPart> Parts);
