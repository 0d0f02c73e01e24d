using System.Globalization;
using Permil.Billing.Reconciliation;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>One finding of a reconciliation for people: what differs on both sides, and why.</summary>
internal static class FindingText
{
    private const int Width = 118;

    public static void Print(Finding finding, int number, string currency, bool isByDay, TextWriter writer)
    {
        writer.WriteLine(
            $"{number}. {Of(finding.Kind)}, {Rows.Grouped(Shortened.Signed(finding.CostDifference))} {currency}: {Of(finding.Cause)}"
        );
        foreach (var sides in finding.Sides)
        {
            var line = sides.Line;
            string?[] what =
            [
                DayOf(line, isByDay),
                line.Subject,
                line.Meter,
                line.Mode,
                line.Key is null ? null : $"key {line.Key}",
            ];
            writer.WriteLine($"   {string.Join("  ", what.Where(text => !string.IsNullOrEmpty(text)))}");
            var here =
                finding.Kind == FindingKind.NotUnderstood
                    ? ""
                    : $"here {Side(sides.QuantityHere, sides.ListCostHere, line.Unit, currency, "not stored")}; ";
            writer.WriteLine(
                $"      {here}there {Side(sides.QuantityThere, sides.CostThere, line.Unit, currency, "not on the bill")}"
            );
        }

        foreach (var line in Wrapped(finding.Explanation))
        {
            writer.WriteLine($"   {line}");
        }

        if (finding.Sides.Select(sides => sides.Where).FirstOrDefault(place => place is not null) is { } where)
        {
            writer.WriteLine($"   ({where})");
        }

        writer.WriteLine();
    }

    public static string Of(FindingKind kind) =>
        kind switch
        {
            FindingKind.QuantityDiffers => "quantity differs",
            FindingKind.PriceDiffers => "price differs",
            FindingKind.MissingHere => "missing here",
            FindingKind.MissingThere => "missing there",
            FindingKind.NoPriceHere => "no price here",
            _ => "not understood",
        };

    public static string Of(FindingCause cause) =>
        cause switch
        {
            FindingCause.CachedTokens => "cached tokens",
            FindingCause.BatchRate => "batch rate",
            FindingCause.PriceChange => "price change",
            FindingCause.UnsettledCalls => "unsettled calls",
            FindingCause.OtherKey => "other key",
            FindingCause.DayBorder => "day border",
            FindingCause.CountedTwice => "counted twice",
            FindingCause.BillEnds => "the bill ends",
            FindingCause.BillArithmetic => "the bill does not add up",
            FindingCause.OtherSource => "price of another source",
            FindingCause.Discount => "discount",
            FindingCause.ModelNotStored => "model not stored",
            FindingCause.ModelNotBilled => "model not billed",
            FindingCause.UnknownProduct => "unknown product",
            FindingCause.NoListPrice => "no list price",
            _ => "no known cause fits",
        };

    public static string DayOf(FindingLine line, bool isByDay) =>
        line.Day.ToString(isByDay ? "yyyy-MM-dd" : "yyyy-MM", CultureInfo.InvariantCulture);

    private static string Side(decimal? quantity, decimal? cost, string unit, string currency, string nothing)
    {
        if (quantity is null && cost is null)
        {
            return nothing;
        }

        var amount = cost is { } known ? $"{Rows.Grouped(DecimalText.Of(known))} {currency}" : "no price";
        return quantity is { } counted
            ? $"{Rows.Grouped(DecimalText.Of(counted))}{(unit.Length == 0 ? "" : $" {unit}{(counted == 1 ? "" : "s")}")}, {amount}"
            : amount;
    }

    private static IEnumerable<string> Wrapped(string text)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width - 3)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
