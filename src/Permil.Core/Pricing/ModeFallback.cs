using Permil.Usage;

namespace Permil.Pricing;

/// <summary>How usage in a mode is billed where the mode has no price of its own.</summary>
/// <param name="To">The mode whose prices are used.</param>
/// <param name="Source">Where the provider says so.</param>
/// <param name="Note">For people.</param>
public sealed record ModeFallback(Mode To, PriceSource Source, string? Note);
