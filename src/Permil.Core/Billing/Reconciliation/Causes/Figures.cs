using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Reconciliation.Causes;

/// <summary>Numbers in sentences: exact, with commas between the thousands.</summary>
internal static class Figures
{
    public static string Of(decimal number)
    {
        var text = DecimalText.Of(number);
        var end = text.IndexOf('.', StringComparison.Ordinal);
        for (var at = (end < 0 ? text.Length : end) - 3; at > (number < 0 ? 1 : 0); at -= 3)
        {
            text = text.Insert(at, ",");
        }

        return text;
    }

    public static string Quantity(decimal quantity, Meter meter) =>
        $"{Of(quantity)} {UnitWord.Of(quantity, meter.Unit)}";

    /// <summary>A price as lists print it: for the block the meter is usually quoted for, to 12 decimals where it does not end.</summary>
    public static string Price(decimal unitPrice, Meter meter, string currency)
    {
        var price = Math.Round(unitPrice * meter.Block, Exact.QuantityDecimals, MidpointRounding.ToEven);
        return $"{Of(price)} {currency} per {PriceUnit.Shown(meter.Block, meter.Unit)}";
    }

    public static string Count(long count, string noun) => $"{Of(count)} {noun}{(count == 1 ? "" : "s")}";

    public static string Day(DateTimeOffset time) => Day(DateOnly.FromDateTime(time.UtcDateTime));

    public static string Day(DateOnly day) =>
        day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
