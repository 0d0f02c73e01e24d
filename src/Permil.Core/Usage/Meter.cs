namespace Permil.Usage;

/// <summary>What is counted, and in which unit.</summary>
/// <param name="Name">The name in files and answers, for example <c>input_tokens</c>.</param>
/// <param name="Unit">One unit in the singular, for example <c>token</c>.</param>
/// <param name="Block">How many units list prices are usually quoted for; what a price is per unless it says otherwise.</param>
/// <param name="Family">
/// Meters of one family measure the same consumption in different ways (an image, and its megapixels).
/// A provider bills one of them; the others are noted, never billed beside it. <see langword="null"/>: stands alone.
/// </param>
public sealed record Meter(string Name, string Unit, decimal Block = 1, string? Family = null)
{
    public override string ToString() => Name;
}
