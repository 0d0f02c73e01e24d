using Permil.Billing;

namespace Permil.Storage.Spend;

/// <summary>What spend is asked for.</summary>
/// <param name="Months">Billing months.</param>
/// <param name="By">What to group by; currencies are told apart anyway.</param>
/// <param name="Source">Only this source; <see langword="null"/>: all there are.</param>
public sealed record SpendQuestion(
    IReadOnlyList<BillingMonth> Months,
    IReadOnlyList<SpendKey> By,
    SpendSource? Source = null
);
