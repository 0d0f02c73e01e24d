using System.Text.Json.Nodes;

namespace Permil.Billing;

/// <summary>
/// The month that <c>docs/billing.md</c> works out by hand, run as the page says: what the program makes of it is what the
/// page says, to the last digit.
/// </summary>
public sealed class WorkedMonthTests(WorkedMonth month) : IClassFixture<WorkedMonth>
{
    private const string October = "2026-10";
    private const string November = "2026-11";

    /// <summary>Bought in October, on no invoice.</summary>
    private const decimal TopUp = 500;

    [Fact]
    public void October_IsTheInvoiceOfThePage() =>
        AssertInvoice(month.October, WorkedLine.Of(WorkedPage.Table("The invoice of October"), October, false));

    [Fact]
    public void November_IsTheInvoiceOfThePage_TheLateEventAsACorrectionOfOctober() =>
        AssertInvoice(
            month.November,
            [
                .. WorkedLine.Of(WorkedPage.Table("The invoice of November"), November, false),
                .. WorkedLine.Of(WorkedPage.Table("The invoice of November", 1), October, true),
            ]
        );

    [Fact]
    public void Note_IsTheOneOfThePage()
    {
        AssertInvoice(month.Note, WorkedLine.Of(WorkedPage.Table("The note for the wrong price", 1), October, true));
        month.Note.Kind.ShouldBe("creditNote");
        month.Note.Corrects.ShouldBe(month.October.Number);
    }

    [Theory]
    [InlineData("The invoice of October", 0)]
    [InlineData("The invoice of November", 0)]
    [InlineData("The note for the wrong price", 1)]
    public void Totals_OfThePage_AreThoseOfTheDocuments(string heading, int place)
    {
        var document =
            heading.EndsWith("October", StringComparison.Ordinal) ? month.October
            : heading.EndsWith("November", StringComparison.Ordinal) ? month.November
            : month.Note;
        var rows = WorkedPage.Table(heading, place);

        rows.Single(row => row["category"] == "total").Number("billed").ShouldBe(document.Total);
        document.Lines.Sum(line => line.Billed).ShouldBe(document.Total);
    }

    [Theory]
    [InlineData("The invoice of October", 0)]
    [InlineData("The invoice of November", 0)]
    [InlineData("The invoice of November", 1)]
    [InlineData("The note for the wrong price", 1)]
    public void SumsBeforeTax_OfThePage_AreThoseOfItsLines(string heading, int place)
    {
        var rows = WorkedPage.Table(heading, place);
        var sum = rows.Single(row => row["category"] == "before tax");
        var lines = WorkedLine
            .Of(rows, October, isCorrection: false)
            .Where(line => line.Category is not ("tax" or "rounding"))
            .ToList();

        sum.Number("list").ShouldBe(lines.Sum(line => line.List));
        sum.Number("contracted").ShouldBe(lines.Sum(line => line.Contracted));
        sum.Number("effective").ShouldBe(lines.Sum(line => line.Effective));
        sum.Number("billed").ShouldBe(lines.Sum(line => line.Billed));
    }

    [Fact]
    public void Ledger_AfterEachDocument_IsTheOneOfThePage()
    {
        var rows = WorkedPage.Table("The ledger after each of them");
        foreach (
            var (column, ledger) in (ReadOnlySpan<(string, IReadOnlyDictionary<string, decimal>)>)
                [
                    ("October", month.LedgerAfterOctober),
                    ("November", month.LedgerAfterNovember),
                    ("note", month.LedgerAfterNote),
                ]
        )
        {
            var expected = rows.Where(row => row["account"] != "sum")
                .Select(row => $"{row["account"]} {row["of"]}".TrimEnd() + $": {row.Number(column)}")
                .Where(entry => !entry.EndsWith(": 0", StringComparison.Ordinal));
            var found = ledger.Where(entry => entry.Value != 0).Select(entry => $"{entry.Key}: {entry.Value}");

            found.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal), column);
            rows.Single(row => row["account"] == "sum").Number(column).ShouldBe(ledger.Values.Sum(), column);
        }
    }

    [Fact]
    public void ReportOfOctober_ByTenant_IsTheInvoiceOfThePage()
    {
        // What came late is on later documents.
        string[] october = ["--from", "2026-10-01", "--to", "2026-11-01"];
        var report = month.Report(["--by", "tenant", .. october]);
        var lines = WorkedLine.Of(WorkedPage.Table("The invoice of October"), October, isCorrection: false);

        foreach (var group in report["groups"]!.AsArray().OfType<JsonNode>())
        {
            var own = lines.Where(line => line.SubAccount == (group.Text("tenant") ?? "")).ToList();
            var bought = group.Text("tenant") is null ? TopUp : 0;
            WorkedInvoice.Amount(group, "contractedCost").ShouldBe(own.Sum(line => line.Contracted) + bought);
            WorkedInvoice.Amount(group, "effectiveCost").ShouldBe(own.Sum(line => line.Effective));
        }

        WorkedInvoice.Amount(report, "billedCost").ShouldBe(month.October.Total + TopUp);
        WorkedInvoice.Amount(report, "effectiveCost").ShouldBe(month.October.Lines.Sum(line => line.Effective));
        report["besideUsage"]!
            .AsArray()
            .Select(other => $"{other!.Text("what")}: {other!.Text("effectiveCost")}, {other!.Text("billedCost")}")
            .ShouldBe([
                "commitments bought: 0, 23598",
                "credits: -1, -1",
                "prepaid credits bought: 0, 500",
                "rounding: 0.001996, 0.001996",
                "tax: 1758.5925, 4777.966404",
                "unused commitments: 1632, 0",
            ]);
        GoldenFile.Verify("report-billed.table.txt", month.ReportText(["--by", "tenant", .. october]));
        GoldenFile.Verify(
            "report-billed.csv.txt",
            month.ReportText(["--by", "model,meter", "--format", "csv", .. october])
        );
    }

    [Theory]
    [InlineData("tenant")]
    [InlineData("model,mode")]
    [InlineData("meter,day")]
    [InlineData("month,hour")]
    [InlineData("account,feature,tag:team")]
    public void ReportOfBothMonths_ByAnyKey_AddsUpToTheInvoices(string keys)
    {
        var report = month.Report("--by", keys, "--from", "2026-10-01", "--to", "2026-12-01");
        WorkedInvoice[] documents = month.IsNoteOfNovember
            ? [month.October, month.November, month.Note]
            : [month.October, month.November];
        var groups = report["groups"]!.AsArray();

        WorkedInvoice.Amount(report, "billedCost").ShouldBe(documents.Sum(document => document.Total) + TopUp);
        WorkedInvoice
            .Amount(report, "effectiveCost")
            .ShouldBe(documents.Sum(document => document.Lines.Sum(line => line.Effective)));
        foreach (var cost in (string[])["contractedCost", "effectiveCost", "billedCost"])
        {
            groups.Sum(group => WorkedInvoice.Amount(group!, cost)).ShouldBe(WorkedInvoice.Amount(report, cost), cost);
        }
    }

    [Fact]
    public void ReportOfOctober_ComparedAndFiltered_HasTheCostsOfBothSides()
    {
        var report = month.Report(
            "--by tenant --filter tenant=search --compare previous --from 2026-11-01 --to 2026-12-01".Split(' ')
        );
        var october = month.October.Lines.Where(line => line.SubAccount == "search").ToList();

        report.Text("previous", "effectiveCost").ShouldBe($"{october.Sum(line => line.Effective)}");
        report.Text("groups", "0", "previous", "effectiveCost").ShouldBe($"{october.Sum(line => line.Effective)}");
        report["previous"]!["besideUsage"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public void ReportThatBeginsWithinAnHour_TellsTheListCostAlone()
    {
        var report = month.Report("--from", "2026-10-02T10:30:00Z", "--to", "2026-11-01");

        report.Text("effectiveCost").ShouldBeNull();
        report.Text("groups", "0", "billedCost").ShouldBeNull();
        report
            .Text("costsUnknown")
            .ShouldBe("bills tell usage by the hour, and the period does not begin and end with one");
        report.Text("listCost").ShouldNotBe("0");
    }

    private static void AssertInvoice(WorkedInvoice invoice, IReadOnlyList<WorkedLine> expected)
    {
        var wanted = expected.Select(line => line.ToString()).Order(StringComparer.Ordinal).ToList();
        var found = invoice.Lines.Select(line => line.ToString()).Order(StringComparer.Ordinal).ToList();

        found.Except(wanted, StringComparer.Ordinal).ShouldBeEmpty("lines the page does not have");
        wanted.Except(found, StringComparer.Ordinal).ShouldBeEmpty("lines the program does not have");
        found.Count.ShouldBe(wanted.Count);
    }
}
