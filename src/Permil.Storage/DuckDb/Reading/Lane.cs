namespace Permil.Storage.DuckDb.Reading;

/// <summary>Sums of one kind for the same ones while no price changes.</summary>
/// <param name="Prices">Of the kind as it is to be priced; <see langword="null"/>: to be added one by one.</param>
/// <param name="Layout">The number of the layout.</param>
internal sealed record Lane(KindPrices? Prices, int Layout)
{
    public static readonly Lane OneByOne = new(null, 0);
}
