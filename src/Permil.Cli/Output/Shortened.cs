using System.Globalization;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Numbers that need not end, for people: rounded for the screen only, half to even.</summary>
internal static class Shortened
{
    /// <summary>Six significant places are enough to compare unit costs.</summary>
    public static string? UnitCost(decimal? cost)
    {
        const int LeastDecimals = 4;
        const int MostDecimals = 12;
        if (cost is not { } known)
        {
            return null;
        }

        var decimals = LeastDecimals;
        for (var size = Math.Abs(known); size is > 0 and < 0.1m && decimals < MostDecimals; size *= 10)
        {
            decimals++;
        }

        return DecimalText.Of(Math.Round(known, decimals, MidpointRounding.ToEven));
    }

    public static string? Percent(decimal? percent) =>
        percent is { } known
            ? Math.Round(known, 1, MidpointRounding.ToEven)
                .ToString("+0.0'%';-0.0'%';0.0'%'", CultureInfo.InvariantCulture)
            : null;

    /// <summary>An exact amount that says which way it goes.</summary>
    public static string? Signed(decimal? amount) =>
        amount is { } known ? (known > 0 ? "+" : "") + DecimalText.Of(known) : null;
}
