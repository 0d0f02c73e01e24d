using System.Globalization;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

/// <summary>One priced line: what was used, at which price, and what that lists for.</summary>
public sealed record Charge
{
    public required Meter Meter { get; init; }

    /// <summary>As measured, in the meter's unit.</summary>
    public required decimal ConsumedQuantity { get; init; }

    /// <summary>
    /// What is multiplied by <see cref="ListUnitPrice"/>: the measured quantity in the price's unit, with steps, blocks and
    /// the one rounding for quantities that do not end.
    /// </summary>
    public required decimal PricingQuantity { get; init; }

    /// <summary>One <see cref="PricingQuantity"/>, for example <c>1M tokens</c>.</summary>
    public required string PricingUnit { get; init; }

    /// <summary>
    /// In the book's currency for one <see cref="PricingUnit"/>. <see langword="null"/> when tiers give several or the
    /// minimum charge decides.
    /// </summary>
    public required decimal? ListUnitPrice { get; init; }

    /// <summary>Exact, in the book's currency, before any contract.</summary>
    public required decimal ListCost { get; init; }

    public required PriceAnswer Price { get; init; }

    /// <summary>The SKU as the price book names it.</summary>
    public string Sku => Price.Stated!.Sku;

    /// <summary>What happened to the quantity on its way to an amount; empty for quantity x price.</summary>
    public IReadOnlyList<string> Derivation { get; init; } = [];

    /// <summary>The charge in words, a fact a line: SKU, quantity, price, source.</summary>
    public IEnumerable<string> Explain()
    {
        var stated = Price.Stated!;
        yield return $"{Sku}: {Text(ConsumedQuantity)} {UnitWord.Plural(Meter.Unit)} list for {Text(ListCost)} {stated.Book.Currency}";
        if (ListUnitPrice is { } unitPrice)
        {
            yield return $"{Text(PricingQuantity)} x {PricingUnit} at {Text(unitPrice)}";
        }

        foreach (var line in Derivation.Concat(ExplainPrice()))
        {
            yield return line;
        }
    }

    /// <summary>Where its price comes from, in words, a fact a line: the same for every quantity.</summary>
    public IEnumerable<string> ExplainPrice()
    {
        var stated = Price.Stated!;
        var amounts = Price.Amounts!;
        foreach (var line in Price.Remarks)
        {
            yield return line;
        }

        if (!ReferenceEquals(stated, amounts))
        {
            yield return $"{Text(Price.Factor)} of {amounts.Sku}, {amounts.Source.Text} ({Text(amounts)})";
        }

        yield return $"price {Text(stated)}: {stated.Source.Text}";
    }

    private static string Text(SkuPrice price) =>
        $"in force {price.Period}, learned {price.Learned.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, {ConfidenceName.Of(price.Confidence)}, {price.Book.File}:{price.Line}";

    private static string Text(decimal value) => DecimalText.Of(value);
}
