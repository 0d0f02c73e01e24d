using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>The columns that a report has beside those of every summary of usage.</summary>
internal static class ReportColumns
{
    public static IReadOnlyList<GroupColumn> Of(UsageReport report)
    {
        var currency = report.Summary.Currency;
        var isPerRequest = report.Unit == UnitEconomics.Requests;
        var columns = new List<GroupColumn>
        {
            // No contracts yet: these are the list cost, so a table has no need of them.
            new("contractedCost", CostOf),
            new("effectiveCost", CostOf),
            new("billedCost", CostOf),
            new("share", group => Text(ReportOutput.Share(group.ListCost, report.Summary.ListCost))),
            new(
                "effectivePerMillionTokens",
                group => Text(report.Tokens.PerMillionOf(group)),
                isPerRequest ? null : $"{currency} per 1M tokens",
                group => Shortened.UnitCost(report.Tokens.PerMillionOf(group)),
                CanDrop: true
            ),
            new(
                "effectivePerRequest",
                group => Text(ReportOutput.PerRequest(group)),
                isPerRequest ? $"{currency} per request" : null,
                group => Shortened.UnitCost(ReportOutput.PerRequest(group)),
                CanDrop: true
            ),
        };
        if (ComparedOf(report) is { } compared)
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
                    group => ChangeOf(compared[group]) ?? Shortened.Percent(PercentOf(compared[group]))
                )
            );
            columns.Add(new("change", group => ChangeOf(compared[group])));
        }

        return columns;
    }

    /// <summary>What each group of a report is compared with; <see langword="null"/> where nothing is.</summary>
    public static Dictionary<UsageGroup, ComparedGroup>? ComparedOf(UsageReport report) =>
        report.Comparison?.Groups.ToDictionary(group => group.After);

    public static string? ChangeOf(ComparedGroup group) =>
        group.IsNew ? "new"
        : group.IsGone ? "gone"
        : null;

    private static decimal? PercentOf(ComparedGroup group) =>
        RatingComparison.PercentOf(group.Difference, group.Before.ListCost);

    private static string? CostOf(UsageGroup group) =>
        RatingRows.IsAllUnpriced(group) ? null : DecimalText.Of(group.ListCost);

    private static string? Text(decimal? number) => number is { } known ? DecimalText.Of(known) : null;
}
