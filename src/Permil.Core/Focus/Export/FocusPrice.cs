using Permil.Rating;

namespace Permil.Focus.Export;

/// <summary>Unit prices and a quantity whose products are the costs of a row, to the last digit.</summary>
/// <param name="ListUnitPrice">0 or more.</param>
/// <param name="ContractedUnitPrice">0 or more.</param>
/// <param name="Quantity">In <paramref name="Unit"/>; below 0 where money comes back.</param>
/// <param name="Unit">What the prices are for.</param>
public sealed record FocusPrice(decimal ListUnitPrice, decimal ContractedUnitPrice, decimal Quantity, string Unit)
{
    /// <summary>Digits after the point that a number can have. Source: what DECIMAL(38,18) holds.</summary>
    public const int Decimals = 18;

    /// <summary>The unit of a charge that no price times a quantity gives: tiers, a least charge, shares that do not end.</summary>
    public const string Whole = "Charges";

    /// <summary>What <see cref="IdOf"/> gives, where it was worked out before.</summary>
    public string? KnownId { get; init; }

    /// <summary>The id of the price: another whenever the price is another.</summary>
    public string IdOf(string sku) => KnownId ?? $"{sku}@{DecimalText.Of(ListUnitPrice)}/{Unit.Replace(' ', '-')}";

    /// <summary>The same with its id, that of another price of the SKU where the two are alike.</summary>
    public FocusPrice Named(string sku, FocusPrice? other) =>
        this with
        {
            KnownId =
                other is not null
                && other.ListUnitPrice == ListUnitPrice
                && string.Equals(other.Unit, Unit, StringComparison.Ordinal)
                    ? other.IdOf(sku)
                    : IdOf(sku),
        };

    /// <summary>The closest to how it is priced of what multiplies out.</summary>
    /// <param name="sku">Units.</param>
    /// <param name="listUnitPrice">As the price book says; <see langword="null"/> where several decide.</param>
    /// <param name="contractedUnitPrice">As agreed, likewise.</param>
    /// <param name="costs">What it is to come to.</param>
    /// <returns><see langword="null"/> where nothing does: only where money comes back.</returns>
    public static FocusPrice? Of(
        FocusSku sku,
        decimal? listUnitPrice,
        decimal? contractedUnitPrice,
        in FocusCosts costs
    )
    {
        var own = sku.IsPricedAsConsumed ? InConsumed(sku, in costs) : null;
        return own
            ?? InUnit(sku.PricingUnit, costs.PricingQuantity, listUnitPrice, contractedUnitPrice, in costs)
            ?? InConsumed(sku, in costs)
            ?? AsWhole(costs.List, costs.Contracted);
    }

    /// <summary>One charge at what it costs; <see langword="null"/> for costs below 0.</summary>
    public static FocusPrice? AsWhole(decimal list, decimal contracted) =>
        list >= 0 && contracted >= 0 ? new(list, contracted, 1, Whole) : null;

    private static FocusPrice? InConsumed(FocusSku sku, in FocusCosts costs) =>
        InUnit(sku.ConsumedUnit, costs.ConsumedQuantity, null, null, in costs);

    private static FocusPrice? InUnit(
        string unit,
        decimal quantity,
        decimal? listUnitPrice,
        decimal? contractedUnitPrice,
        in FocusCosts costs
    ) =>
        UnitPrice(listUnitPrice, quantity, costs.List) is { } list
        && (
            costs.Contracted == costs.List && contractedUnitPrice == listUnitPrice
                ? list
                : UnitPrice(contractedUnitPrice, quantity, costs.Contracted)
        )
            is { } contracted
            ? new(list, contracted, quantity, unit)
            : null;

    private static decimal? UnitPrice(decimal? stated, decimal quantity, decimal cost)
    {
        if (quantity == 0)
        {
            return cost == 0 ? stated : null;
        }

        if (!Exact.TryDivide(cost, quantity, out var price) || price < 0)
        {
            return null;
        }

        return HasRoom(price) ? price : null;
    }

    private static bool HasRoom(decimal value) =>
        value.Scale <= Decimals || decimal.Round(value, Decimals, MidpointRounding.ToEven) == value;
}
