using Permil.Usage;

namespace Permil.Rating;

/// <summary>Usage that no price was found for. It is shown and counted, never taken for free.</summary>
/// <param name="Meter">What was counted.</param>
/// <param name="Quantity">In the meter's unit.</param>
/// <param name="Reason">What was looked for and what there is.</param>
public sealed record UnpricedUsage(Meter Meter, decimal Quantity, string Reason);
