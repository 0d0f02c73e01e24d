namespace Permil.Billing;

/// <summary>The smallest amount of a currency that can be paid. Source: ISO 4217, column "minor unit".</summary>
public static class MinorUnit
{
    private const int UsualDigits = 2;

    private static readonly HashSet<string> WithoutDigits = new(StringComparer.Ordinal)
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    };

    private static readonly HashSet<string> OfThreeDigits = new(StringComparer.Ordinal)
    {
        "BHD",
        "IQD",
        "JOD",
        "KWD",
        "LYD",
        "OMR",
        "TND",
    };

    private static readonly HashSet<string> OfFourDigits = new(StringComparer.Ordinal) { "CLF", "UYW" };

    /// <summary>Digits behind the decimal point, 0 to 4: 2 for USD, 0 for JPY, 3 for KWD.</summary>
    /// <param name="currency">A code of ISO 4217 in capital letters; one that the table does not name has 2.</param>
    public static int DigitsOf(string currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return WithoutDigits.Contains(currency) ? 0
            : OfThreeDigits.Contains(currency) ? 3
            : OfFourDigits.Contains(currency) ? 4
            : UsualDigits;
    }

    /// <summary>An amount in whole minor units, half to even.</summary>
    public static decimal Round(decimal amount, string currency) =>
        Math.Round(amount, DigitsOf(currency), MidpointRounding.ToEven);
}
