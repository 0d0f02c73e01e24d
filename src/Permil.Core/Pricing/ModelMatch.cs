namespace Permil.Pricing;

/// <summary>How a model id of a log was found in the price books.</summary>
/// <param name="Book">The provider's book.</param>
/// <param name="Model">The model; <see langword="null"/> when the book does not have it.</param>
/// <param name="ThroughAlias">The id is not the model's own: an alias, or with a prefix or suffix.</param>
public sealed record ModelMatch(PriceBook Book, PricedModel? Model, bool ThroughAlias);
