namespace Permil.Pricing;

/// <summary>Where a price was found.</summary>
/// <param name="Key">Its short name within the book.</param>
/// <param name="Text">The page, file or document, as one could find it again.</param>
/// <param name="Learned">The day the price was seen there.</param>
/// <param name="Confidence">How far it can be trusted.</param>
public sealed record PriceSource(string Key, string Text, DateOnly Learned, Confidence Confidence);
