namespace Permil.Pricing;

/// <summary>Another unit price for the whole request once its input is longer than a number of tokens.</summary>
/// <param name="OverInputTokens">Exclusive: a request of exactly this many tokens stays below.</param>
/// <param name="Amount">Takes the place of the unit price.</param>
public readonly record struct ContextStep(long OverInputTokens, decimal Amount);
