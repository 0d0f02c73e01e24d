using Permil.Billing.Showback;
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
            CostColumn(report, "contractedCost", "contracted", costs => costs.ContractedCost, canDrop: true),
            CostColumn(report, "effectiveCost", "effective", costs => costs.EffectiveCost),
            CostColumn(report, "billedCost", "billed", costs => costs.BilledCost, canDrop: true),
            new("share", group => Text(report.ShareOf(group))),
            new(
                "effectivePerMillionTokens",
                group => Text(report.PerMillionOf(group)),
                isPerRequest ? null : $"{currency} per 1M tokens",
                group => Shortened.UnitCost(report.PerMillionOf(group)),
                CanDrop: true
            ),
            new(
                "effectivePerRequest",
                group => Text(report.PerRequestOf(group)),
                isPerRequest ? $"{currency} per request" : null,
                group => Shortened.UnitCost(report.PerRequestOf(group)),
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

    /// <summary>A cost beside the list cost; a table has no need of one that is the list cost everywhere.</summary>
    private static GroupColumn CostColumn(
        UsageReport report,
        string name,
        string title,
        Func<ShowbackCosts, decimal> of,
        bool canDrop = false
    )
    {
        var differs = report.Summary.Groups.Any(group =>
            report.CostsOf(group) is { } costs && of(costs) != group.ListCost
        );
        return new(
            name,
            group =>
                report.CostsOf(group) is { } costs && !(group.IsAllUnpriced && costs == default)
                    ? DecimalText.Of(of(costs))
                    : null,
            differs ? $"{title} {report.Summary.Currency}" : null,
            CanDrop: canDrop
        );
    }

    private static string? Text(decimal? number) => number is { } known ? DecimalText.Of(known) : null;
}
