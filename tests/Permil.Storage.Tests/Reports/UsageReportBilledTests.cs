using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Permil.Billing.Showback;
using Permil.Focus.Export;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Focus;

namespace Permil.Storage.Reports;

/// <summary>Whatever was agreed, used, invoiced and came late: a report is what a FOCUS export of its months says.</summary>
public sealed class UsageReportBilledTests
{
    private const int Cases = 25;

    [Fact]
    public void Costs_AnyContracts_AreThoseOfTheExport() => ShouldHold(hasRules: false);

    [Fact]
    public void Costs_AnyContractsAndAllocation_AreThoseOfTheExport() => ShouldHold(hasRules: true);

    [Fact]
    public void BilledCost_InvoicedMonths_IsThatOfTheInvoices() =>
        ForAnyCase(
            hasRules: false,
            drawn =>
            {
                foreach (var booked in new BillingBook(drawn.Store).Documents())
                {
                    var invoice = booked.Invoice;
                    var selection = new UsageSelection
                    {
                        From = invoice.Month.Start,
                        To = invoice.Month.End,
                        Filters = [new UsageFilter(GroupKey.Parse("account")!, [invoice.Account])],
                    };
                    var billed = drawn.Report(new ReportQuestion([], selection, IsCompared: false)).Billed!;
                    var bought = billed
                        .BesideUsage.Where(other => other.What == "prepaid credits bought")
                        .Sum(other => other.Costs.BilledCost);

                    Exact.Add(billed.Total!.Value.BilledCost, -bought).ShouldBe(invoice.Total);
                    billed.Total!.Value.EffectiveCost.ShouldBe(
                        invoice.Lines.Aggregate(0m, (sum, line) => Exact.Add(sum, line.Line.EffectiveCost))
                    );
                }
            }
        );

    private static void ShouldHold(bool hasRules)
    {
        var checkedCases = 0;
        ForAnyCase(
            hasRules,
            drawn =>
            {
                var question = drawn.Question();
                var report = drawn.Report(question);
                if (report.Billed?.UnknownBecause is { } reason)
                {
                    reason.ShouldContain("more digits than can be held");
                    report.Costs.ShouldBeNull();
                    report.Summary.Groups.ShouldAllBe(group => report.CostsOf(group) == null);
                    return;
                }

                checkedCases++;
                var granularity =
                    question.Selection.From!.Value.Hour == 0
                    && question.Selection.To!.Value.Hour == 0
                    && question.Keys.All(key => key.Dimension != GroupDimension.Hour)
                        ? FocusGranularity.Day
                        : FocusGranularity.Hour;
                var rows = new[] { drawn.Month, drawn.Month.Next }
                    .SelectMany(month =>
                        drawn.Export.Rows(new FocusExportQuestion { Month = month, Granularity = granularity })
                    )
                    .Where(row => IsAsked(row, question.Selection))
                    .ToList();

                if (report.Billed is null)
                {
                    // Nobody who is asked for has a contract: everything costs what it lists for.
                    var asked = question.Selection.Filters.SingleOrDefault(filter =>
                        filter.Key.Dimension == GroupDimension.Account
                    );
                    drawn.Billed.ShouldAllBe(account => asked != null && !asked.Values.Contains(account));
                    var list = report.Summary.ListCost;
                    report.Costs.ShouldBe(new ShowbackCosts(list, list, list, list));
                    return;
                }

                var expected = rows.GroupBy(row => Key(question.Keys.Select(key => ValueOf(row, key))))
                    .ToDictionary(group => group.Key, Sum, StringComparer.Ordinal);
                var groups = report.Summary.Groups.ToDictionary(
                    group => Key(group.Values),
                    group => report.CostsOf(group)!.Value,
                    StringComparer.Ordinal
                );
                foreach (var key in expected.Keys.Union(groups.Keys))
                {
                    var (told, known) = (groups.GetValueOrDefault(key), expected.GetValueOrDefault(key));
                    (told with { ListCost = 0 }).ShouldBe(known with { ListCost = 0 }, key);
                }

                report.Billed.Total.ShouldBe(Sum(rows));
                ShowbackCosts
                    .Sum(report.Billed.BesideUsage.Select(other => other.Costs))
                    .EffectiveCost.ShouldBe(
                        Exact.Add(report.Costs!.Value.EffectiveCost, -report.Billed.UsageCost!.Value)
                    );
            }
        );
        checkedCases.ShouldBeGreaterThan(Cases / 2);
    }

    private static bool IsAsked(FocusRow row, UsageSelection selection)
    {
        // A row is of the day of its billing period, and within it of its begin.
        var start = row.ChargePeriodStart;
        var moment =
            start < row.BillingPeriod.Start ? row.BillingPeriod.Start
            : start >= row.BillingPeriod.End ? row.BillingPeriod.End.AddDays(-1)
            : start;
        return moment >= selection.From
            && moment < selection.To
            && selection.Filters.All(filter => filter.Values.Contains(ValueOf(row, filter.Key)));
    }

    /// <summary>What the columns of the export say.</summary>
    private static string? ValueOf(FocusRow row, GroupKey key) =>
        key.Name switch
        {
            "account" => row.BillingAccountId == FocusQuestion.NoAccount ? null : row.BillingAccountId,
            "tenant" => row.SubAccountId,
            "feature" => row.Feature,
            "env" => row.Environment,
            "model" => row.Model,
            "mode" => row.Mode,
            "provider" => row.Line?.Provider,
            "meter" => row.Line?.Meter,
            "sku" => row.Line?.Sku,
            "tag:a" or "tag:b" => row.Tags is { } tags
                ? JsonNode.Parse(tags)![key.Name["tag:".Length..]]?.GetValue<string>()
                : null,
            "month" => row.BillingPeriod.ToString(),
            "day" => FocusExport.DayOf(row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => row.BillingPeriod.Contains(row.ChargePeriodStart)
                ? row.ChargePeriodStart.ToString("yyyy-MM-dd'T'HH':00:00Z'", CultureInfo.InvariantCulture)
                : FocusExport.DayOf(row).ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture),
        };

    private static string Key(IEnumerable<string?> values) =>
        string.Join('|', values.Select(value => value ?? "(none)"));

    private static ShowbackCosts Sum(IEnumerable<FocusRow> rows) =>
        ShowbackCosts.Sum(
            rows.Select(row => new ShowbackCosts(
                row.Costs.List,
                row.Costs.Contracted,
                row.Costs.Effective,
                row.Costs.Billed
            ))
        );

    private static void ForAnyCase(bool hasRules, Action<ReportCase> check) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    using var drawn = new ReportCase(seed, hasRules);
                    check(drawn);
                    return true;
                }
            )
            .Holds(Cases);
}
