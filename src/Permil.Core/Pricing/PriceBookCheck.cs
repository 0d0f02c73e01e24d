using System.Globalization;
using Permil.Rating;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Pricing;

/// <summary>Looks for what is wrong in a price book that can be read: overlaps, gaps, sources that disagree.</summary>
public static class PriceBookCheck
{
    /// <summary>Sources that differ by more than this are named.</summary>
    public const decimal ToleratedDifference = 0.01m;

    /// <summary>Reads a book and checks it; what cannot be read (a missing source, an unknown meter) is the one finding.</summary>
    public static IReadOnlyList<PriceFinding> Check(TextReader text, string file)
    {
        PriceBook book;
        try
        {
            book = PriceBookYaml.ReadUnchecked(text, file);
        }
        catch (YamlFormatException exception)
        {
            return [new PriceFinding(IsFault: true, file, exception.Line, exception.Problem)];
        }

        return [.. Overlaps(book).Concat(Gaps(book)).Concat(Disagreements(book)).OrderBy(finding => finding.Line)];
    }

    private static IEnumerable<PriceFinding> Overlaps(PriceBook book) =>
        PriceAmbiguity
            .In(book)
            .Select(ambiguity => new PriceFinding(IsFault: true, book.File, ambiguity.Second.Line, ambiguity.Message));

    /// <summary>A SKU that has a price before and after a time, but not in it.</summary>
    private static IEnumerable<PriceFinding> Gaps(PriceBook book)
    {
        foreach (
            var sameSku in book
                .Prices.Where(price => price.Withdrawn is null)
                .GroupBy(price => price.Sku, StringComparer.Ordinal)
        )
        {
            SkuPrice? previous = null;
            foreach (var price in sameSku.OrderBy(price => price.Period.From ?? DateTimeOffset.MinValue))
            {
                if (previous?.Period.Until is { } until && price.Period.From is { } from && until < from)
                {
                    yield return new PriceFinding(
                        IsFault: false,
                        book.File,
                        price.Line,
                        $"{price.Sku} has no price from {Day(until)} to {Day(from)} (lines {previous.Line} and {price.Line})"
                    );
                }

                previous = price;
            }
        }
    }

    private static IEnumerable<PriceFinding> Disagreements(PriceBook book)
    {
        foreach (var price in book.Prices)
        {
            foreach (var conflict in price.Conflicts)
            {
                if (Difference(price, conflict) is { } difference)
                {
                    yield return new PriceFinding(
                        IsFault: false,
                        book.File,
                        price.Line,
                        $"{price.Sku}: {difference}; {conflict.Source.Text}"
                    );
                }
            }
        }
    }

    private static string? Difference(SkuPrice price, PriceConflict conflict)
    {
        if (conflict.MinimumCharge is { } minimum && minimum != price.MinimumCharge)
        {
            return $"another source has a minimum charge of {DecimalText.Of(minimum)}, the book {DecimalText.Of(price.MinimumCharge)}";
        }

        if (conflict.Amount is not { } other || price.Shape is not PriceShape.Unit unit)
        {
            return conflict.Amount is { } stated ? $"another source states {DecimalText.Of(stated)}" : null;
        }

        if (conflict.Meter is { } meter && meter != price.Meter)
        {
            return $"another source prices {meter} at {DecimalText.Of(other)}";
        }

        var isFar = Math.Abs(other - unit.Amount) > unit.Amount * ToleratedDifference;
        return isFar
            ? $"sources differ by {Percent(unit.Amount, other)}: {DecimalText.Of(unit.Amount)} in the book, {DecimalText.Of(other)} elsewhere"
            : null;
    }

    private static string Percent(decimal amount, decimal other) =>
        amount == 0
            ? "everything"
            : Math.Round((other - amount) / amount * 100, 0, MidpointRounding.ToEven)
                .ToString("+0;-0", CultureInfo.InvariantCulture) + "%";

    private static string Day(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
