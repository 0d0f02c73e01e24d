using System.Globalization;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Figures as they are printed: all amounts of an invoice with the same number of digits, so that points align.</summary>
internal sealed class InvoiceFigures
{
    /// <summary>What people read; more are in the JSON and the CSV.</summary>
    public const int MostDigits = 6;

    private const int UsualPriceDigits = 2;
    private const int MostPriceDigits = 28;

    private readonly Dictionary<string, int> _digitsByUnit;
    private readonly string _amount;
    private readonly string _total;

    public InvoiceFigures(Invoice invoice)
    {
        Currency = invoice.Currency;
        MinorDigits = MinorUnit.DigitsOf(invoice.Currency);
        var most = invoice
            .Lines.SelectMany(line => new[] { line.Line.BilledCost, line.Line.ListCost })
            .Append(invoice.Total)
            .Max(ScaleOf);
        IsCut = most > MostDigits;
        Digits = Math.Max(MinorDigits, Math.Min(most, MostDigits));
        _digitsByUnit = invoice
            .Lines.GroupBy(line => line.Line.Key.PricingUnit ?? "", StringComparer.Ordinal)
            .ToDictionary(
                lines => lines.Key,
                lines => lines.Max(line => Math.Min(ScaleOf(line.Line.PricingQuantity), MostDigits)),
                StringComparer.Ordinal
            );
        _amount = FormattableString.Invariant($"N{Digits}");
        _total = FormattableString.Invariant($"N{MinorDigits}");
    }

    public string Currency { get; }

    /// <summary>Behind the point of amounts that can be paid.</summary>
    public int MinorDigits { get; }

    /// <summary>Behind the point of amounts of lines.</summary>
    public int Digits { get; }

    /// <summary>Whether some amount has more digits than are printed.</summary>
    public bool IsCut { get; }

    public string Amount(decimal amount) => Text(amount, Digits, _amount);

    /// <summary>An empty cell for 0.</summary>
    public string? AmountOrNone(decimal amount) => amount == 0 ? null : Amount(amount);

    public string Total(decimal amount) => $"{Currency} {Text(amount, MinorDigits, _total)}";

    /// <summary>Every digit, two at least.</summary>
    public static string Price(decimal price) => Trimmed(price, UsualPriceDigits, MostPriceDigits);

    /// <summary>Quantities in one unit have the same number of digits.</summary>
    public string Quantity(decimal quantity, string unit) =>
        Trimmed(quantity, _digitsByUnit.GetValueOrDefault(unit), MostDigits);

    public static string Month(BillingMonth month) => month.Start.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Trimmed(decimal value, int fewest, int most)
    {
        var rounded = Math.Round(value, most, MidpointRounding.ToEven);
        var digits = Math.Max(fewest, ScaleOf(rounded));
        return Text(rounded, digits, FormattableString.Invariant($"N{digits}"));
    }

    // Rounded first: the format rounds halves away from zero. What rounds to 0 has no sign.
    private static string Text(decimal value, int digits, string format) =>
        Math.Round(value, digits, MidpointRounding.ToEven).ToString(format, CultureInfo.InvariantCulture);

    private static int ScaleOf(decimal value)
    {
        const decimal AllZeros = 1.0000000000000000000000000000m;
        return (value / AllZeros).Scale;
    }
}
