namespace Permil.Billing;

/// <summary>
/// The month that <c>docs/billing.md</c> works out by hand, run as the page says: what the program makes of it is what the
/// page says, to the last digit.
/// </summary>
public sealed class WorkedMonthTests(WorkedMonth month) : IClassFixture<WorkedMonth>
{
    private const string October = "2026-10";
    private const string November = "2026-11";

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

    private static void AssertInvoice(WorkedInvoice invoice, IReadOnlyList<WorkedLine> expected)
    {
        var wanted = expected.Select(line => line.ToString()).Order(StringComparer.Ordinal).ToList();
        var found = invoice.Lines.Select(line => line.ToString()).Order(StringComparer.Ordinal).ToList();

        found.Except(wanted, StringComparer.Ordinal).ShouldBeEmpty("lines the page does not have");
        wanted.Except(found, StringComparer.Ordinal).ShouldBeEmpty("lines the program does not have");
        found.Count.ShouldBe(wanted.Count);
    }
}
