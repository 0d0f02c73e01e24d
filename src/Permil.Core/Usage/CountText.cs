using System.Globalization;

namespace Permil.Usage;

/// <summary>Numbers as people write them in price books and on the command line.</summary>
public static class CountText
{
    /// <summary>Reads a number with K, M, B or T behind it, as in <c>8.1B</c>.</summary>
    public static bool TryParse(string text, out decimal count)
    {
        var factor =
            text.Length == 0
                ? 1m
                : char.ToUpperInvariant(text[^1]) switch
                {
                    'K' => 1e3m,
                    'M' => 1e6m,
                    'B' => 1e9m,
                    'T' => 1e12m,
                    _ => 1m,
                };
        var digits = factor == 1m ? text : text[..^1];
        var isNumber = TryParsePlain(digits, out var number);
        count = isNumber && number < 1e15m ? number * factor : 0;
        return isNumber && number < 1e15m;
    }

    /// <summary>Reads plain digits, 0 or more, exactly or not at all: what a decimal would round is no number here.</summary>
    internal static bool TryParsePlain(string text, out decimal number)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 || text.AsSpan(point + 1).TrimEnd('0').Length <= number.Scale;
    }
}
