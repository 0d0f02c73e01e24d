using Permil.Usage;

namespace Permil.Pricing;

/// <summary>What a provider bills in a mode that has no price of its own.</summary>
/// <param name="To">The mode whose prices are used.</param>
/// <param name="Source">Where the provider says so.</param>
/// <param name="Note">For people; <see langword="null"/> for none.</param>
public sealed record ModeFallback(Mode To, PriceSource Source, string? Note);
