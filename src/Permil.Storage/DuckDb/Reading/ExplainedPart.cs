using Permil.Allocation;
using Permil.Rating;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>What one owner is charged for an event, as if the event were alone in its month.</summary>
public sealed record ExplainedPart(
    UsagePart Part,
    IReadOnlyList<Charge> Charges,
    IReadOnlyList<UnpricedUsage> Unpriced
);
