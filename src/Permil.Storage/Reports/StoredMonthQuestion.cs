using Permil.Rating;

namespace Permil.Storage.Reports;

/// <summary>Which stored usage a provider's bill is compared with.</summary>
/// <param name="Month">The first instant of the month, UTC.</param>
/// <param name="Provider">As its price book is called.</param>
/// <param name="BilledModels">The models of the bill: usage of a model that no book knows is the provider's when it is one of these.</param>
/// <param name="BilledKeys">The keys of the bill.</param>
/// <param name="KeyTag">The tag that holds the key; <see langword="null"/>: whichever of the known ones has a key of the bill.</param>
/// <param name="Filters">All must hold.</param>
public sealed record StoredMonthQuestion(
    DateTimeOffset Month,
    string Provider,
    IReadOnlySet<string> BilledModels,
    IReadOnlySet<string> BilledKeys,
    string? KeyTag,
    IReadOnlyList<UsageFilter> Filters
);
