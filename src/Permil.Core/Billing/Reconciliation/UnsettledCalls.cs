namespace Permil.Billing.Reconciliation;

/// <summary>Stored calls whose usage is not known, of one day, model and key.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Model">As the events write it; empty when it is not known either.</param>
/// <param name="Key">The key; <see langword="null"/>: not known, or not asked for.</param>
/// <param name="Count">How many.</param>
public sealed record UnsettledCalls(DateOnly Day, string Model, string? Key, long Count);
