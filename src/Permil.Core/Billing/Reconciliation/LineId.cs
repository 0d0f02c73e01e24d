namespace Permil.Billing.Reconciliation;

/// <summary>What is compared as one line.</summary>
/// <param name="Day">UTC; the first of the month where the bill's windows are longer than a day.</param>
/// <param name="Sku">What is sold.</param>
/// <param name="Key">The key; <see langword="null"/>: none, or keys are not told apart.</param>
public sealed record LineId(DateOnly Day, BilledSku Sku, string? Key);
