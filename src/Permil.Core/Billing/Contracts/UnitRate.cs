namespace Permil.Billing.Contracts;

/// <summary>An agreed price for so many units, as a price book would state it.</summary>
/// <param name="Amount">0 or more, in the contract's currency, for one <paramref name="PerText"/>.</param>
/// <param name="Per">How many of the price's own units, above 0.</param>
/// <param name="UnitsPerMeterUnit">How many of the price's own units make one of the meter's: 60 for a price a minute on a meter in hours, else 1.</param>
/// <param name="PerText">For example <c>1M tokens</c>.</param>
public readonly record struct UnitRate(decimal Amount, decimal Per, decimal UnitsPerMeterUnit, string PerText);
