using Permil.Rating;
using Permil.Storage.Reports;

namespace Permil.Cli.Output;

/// <summary>The columns that a report has beside those of every summary of usage.</summary>
internal static class ReportColumns
{
    public static IReadOnlyList<GroupColumn> Of(UsageReport report, UnitEconomics unit)
    {
        var currency = report.Summary.Currency;
        var isPerRequest = unit == UnitEconomics.Requests;
        var columns = new List<GroupColumn>
        {
            // No contracts yet: these are the list cost, so a table has no need of them.
            new("contractedCost", CostOf),
            new("effectiveCost", CostOf),
            new("billedCost", CostOf),
            new("share", group => Text(report.ShareOf(group))),
            new(
                "effectivePerMillionTokens",
                group => Text(report.Tokens.PerMillionOf(group)),
                isPerRequest ? null : $"{currency} per 1M tokens",
                group => Shortened.UnitCost(report.Tokens.PerMillionOf(group)),
                CanDrop: true
            ),
            new(
                "effectivePerRequest",
                group => Text(UsageReport.PerRequestOf(group)),
                isPerRequest ? $"{currency} per request" : null,
                group => Shortened.UnitCost(UsageReport.PerRequestOf(group)),
                CanDrop: true
            ),
        };
        if (report.ComparedGroups() is { } compared)
        {
            columns.Add(
                new(
                    "previousListCost",
                    group => DecimalText.Of(compared[group].Before.ListCost),
                    $"before {currency}",
                    CanDrop: true
                )
            );
            columns.Add(
                new(
                    "difference",
                    group => DecimalText.Of(compared[group].Difference),
                    $"difference {currency}",
                    group => Shortened.Signed(compared[group].Difference)
                )
            );
            columns.Add(
                new(
                    "differencePercent",
                    group => Text(PercentOf(compared[group])),
                    "%",
                    group => compared[group].Change ?? Shortened.Percent(PercentOf(compared[group]))
                )
            );
            columns.Add(new("change", group => compared[group].Change));
        }

        return columns;
    }

    private static decimal? PercentOf(ComparedGroup group) =>
        RatingComparison.PercentOf(group.Difference, group.Before.ListCost);

    private static string? CostOf(UsageGroup group) => group.IsAllUnpriced ? null : DecimalText.Of(group.ListCost);

    private static string? Text(decimal? number) => number is { } known ? DecimalText.Of(known) : null;
}
