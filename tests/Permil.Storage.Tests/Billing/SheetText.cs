using System.Globalization;
using Permil.Billing.Charges;
using Permil.Rating;

namespace Permil.Storage.Billing;

/// <summary>A sheet as text, a line for each of its parts, so that two can be compared and told.</summary>
internal static class SheetText
{
    public static string Of(ChargeSheet sheet) =>
        string.Join(
            '\n',
            [
                .. sheet.Lines.Select(Of),
                .. sheet.Unpriced.Select(group =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"unpriced {group.Model}: {group.Reason} {group.Events} {string.Join(' ', group.Quantities.Select(used => $"{used.Meter}={DecimalText.Of(used.Quantity)}"))}"
                    )
                ),
                string.Create(CultureInfo.InvariantCulture, $"unsettled {sheet.UnsettledEvents}"),
            ]
        );

    public static string Of(ChargeLine line) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Of(line.Key)} from {line.Start:O} by {line.Price.Book.File}:{line.Price.Line}: {line.Events} events, {DecimalText.Of(line.ConsumedQuantity)}, {DecimalText.Of(line.PricingQuantity)}, {DecimalText.Of(line.ListCost)}, {DecimalText.Of(line.ContractedCost)}"
        );

    public static string Of(ChargeKey key) =>
        $"{key.Provider} {key.Model} {key.Mode} {key.Meter} {key.Sku} of {string.Join(',', key.Owner.Values.Select(value => value ?? "(none)"))} at {Of(key.ListUnitPrice)} {Of(key.ContractedUnitPrice)} for {key.PricingUnit}";

    private static string Of(decimal? price) => price is { } amount ? DecimalText.Of(amount) : "-";
}
