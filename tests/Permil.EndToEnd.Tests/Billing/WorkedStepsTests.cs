namespace Permil.Billing;

/// <summary>The steps on the way to the invoices that <c>docs/billing.md</c> works out: each is found again in their lines.</summary>
public sealed class WorkedStepsTests(WorkedMonth month) : IClassFixture<WorkedMonth>
{
    private IReadOnlyList<WorkedLine> October => month.October.Lines;

    /// <summary>The lines that take part in the volume discount, by the letters of the page.</summary>
    private Dictionary<string, WorkedLine> Tokens =>
        WorkedPage
            .Table("Tokens: list and contracted cost")
            .ToDictionary(
                row => row["line"],
                row =>
                    October.Single(line =>
                        line.What == row["model"]
                        && line.Usage == row["usage"]
                        && line.SubAccount == row["sub-account"]
                        && line.List == row.Number("list cost")
                    ),
                StringComparer.Ordinal
            );

    [Fact]
    public void Prices_AreThoseOfThePriceBooks()
    {
        foreach (var row in WorkedPage.Table("Prices"))
        {
            // What is learned later was not known when October was invoiced.
            var day = string.CompareOrdinal(row["learned"], "2026-11-02") > 0 ? row["learned"] : "2026-11-02";
            var charge = month.Explain(row["first event"], day).Single(charge => charge.Text("meter") == row["meter"]);

            WorkedInvoice.Amount(charge, "listUnitPrice").ShouldBe(row.Number("list price"), row.ToString());
            charge.Text("period").ShouldBe(row["in force"], row.ToString());
            charge.Text("learned").ShouldBe(row["learned"], row.ToString());
            charge.Text("source").ShouldBe(row["source"], row.ToString());
            if (row["Acme pays"] != "see below")
            {
                ((IEnumerable<WorkedLine>)[.. October, .. month.Note.Lines])
                    .Where(line =>
                        line.Price == row.Number("Acme pays") && line.List == line.Quantity * row.Number("list price")
                    )
                    .ShouldNotBeEmpty(row.ToString());
            }
        }
    }

    [Fact]
    public void Tokens_CostWhatThePageSays()
    {
        var soFar = 0m;
        foreach (var row in WorkedPage.Table("Tokens: list and contracted cost"))
        {
            var line = Tokens[row["line"]];
            line.Contracted.ShouldBe(row.Number("contracted cost"), row.ToString());
            (line.Quantity * line.Price).ShouldBe(line.Contracted, row.ToString());
            soFar += line.Contracted;
            soFar.ShouldBe(row.Number("so far"), row.ToString());
        }

        Tokens.Count.ShouldBe(October.Count(line => line.Category == "usage" && line.What != "dedicated"));
    }

    [Fact]
    public void VolumeDiscount_IsTheOneOfThePageAndIsSpreadAsThere()
    {
        var sum = 0m;
        foreach (var row in WorkedPage.Table("Volume discount", 1))
        {
            if (row["line"] == "sum")
            {
                row.Number("contracted").ShouldBe(Tokens.Values.Sum(line => line.Contracted));
                row.Number("discount").ShouldBe(sum);
                row.Number("effective").ShouldBe(Tokens.Values.Sum(line => line.Billed));
                continue;
            }

            var line = Tokens[row["line"]];
            line.Contracted.ShouldBe(row.Number("contracted"), row.ToString());
            (line.Contracted - line.Effective).ShouldBe(row.Number("discount"), row.ToString());
            line.Effective.ShouldBe(row.Number("effective"), row.ToString());
            line.Billed.ShouldBe(row.Number("effective"), row.ToString());
            sum += row.Number("discount");
        }

        var tiers = WorkedPage.Table("Volume discount");
        tiers.Single(row => row["part of the month"] == "sum").Number("discount").ShouldBe(sum);
        tiers.SkipLast(1).Sum(row => row.Number("discount")).ShouldBe(sum);
        tiers.SkipLast(1).Sum(row => row.Number("amount")).ShouldBe(tiers[^1].Number("amount"));
    }

    [Theory]
    [InlineData("Reserved cluster", "h100-cluster")]
    [InlineData("Dedicated hours", "dedicated")]
    public void Commitments_AreUsedAsThePageSays(string heading, string rule)
    {
        var lines = October.Where(line => line.What == rule && line.Category != "purchase").ToList();
        var rows = WorkedPage.Table(heading).Where(row => row["part"] != "sum").ToList();

        rows.Select(row =>
                (row["part"], row["sub-account"], row.Number("hours"), row.Number("list cost"), row.Number("effective"))
            )
            .Order()
            .ShouldBe(
                lines
                    .Select(line =>
                        (
                            line.Category == "usage" ? "overage" : line.Category,
                            line.SubAccount,
                            line.Quantity,
                            line.List,
                            line.Effective
                        )
                    )
                    .Order()
            );
        rows.Sum(row => row.Number("billed")).ShouldBe(lines.Sum(line => line.Billed));
        foreach (var sum in WorkedPage.Table(heading).Where(row => row["part"] == "sum"))
        {
            sum.Number("hours").ShouldBe(lines.Sum(line => line.Quantity));
            sum.Number("list cost").ShouldBe(lines.Sum(line => line.List));
            sum.Number("effective").ShouldBe(lines.Sum(line => line.Effective));
        }
    }

    [Fact]
    public void Credits_PayWhatThePageSays()
    {
        var stretches = WorkedPage.Table("Credits");

        stretches.Sum(row => row.Number("welcome pays")).ShouldBe(-CreditOf(month.October, "welcome"));
        stretches.Sum(row => row.Number("top-up pays")).ShouldBe(-CreditOf(month.October, "top-up"));
        stretches.Sum(row => row.Number("serverless and batch usage")).ShouldBe(Tokens.Values.Sum(line => line.Billed));
    }

    [Fact]
    public void TaxAndRounding_AreThoseOfThePage()
    {
        var amounts = WorkedPage
            .Table("Tax and rounding")
            .ToDictionary(row => row[""], row => row.Number("amount"), StringComparer.Ordinal);

        amounts["tokens"].ShouldBe(Tokens.Values.Sum(line => line.Billed));
        amounts["overage"].ShouldBe(October.Single(line => line is { Category: "usage", What: "dedicated" }).Billed);
        amounts["dedicated hours of the month"]
            .ShouldBe(October.Single(line => line is { Category: "purchase", What: "dedicated" }).Billed);
        amounts["cluster, all of it"]
            .ShouldBe(October.Single(line => line is { Category: "purchase", What: "h100-cluster" }).Billed);
        amounts["welcome"].ShouldBe(CreditOf(month.October, "welcome"));
        amounts["top-up"].ShouldBe(CreditOf(month.October, "top-up"));
        amounts["VAT"].ShouldBe(October.Single(line => line.Category == "tax").Billed);
        amounts["before tax"]
            .ShouldBe(October.Where(line => line.Category is not ("tax" or "rounding")).Sum(line => line.Billed));
        amounts["exact"].ShouldBe(amounts["before tax"] + amounts["VAT"]);
        amounts["rounding"].ShouldBe(October.Single(line => line.Category == "rounding").Billed);
        amounts["exact"].ShouldBe(month.October.Total - amounts["rounding"]);
        amounts.Count.ShouldBe(10);
    }

    /// <summary>The table above the lines works each of them out, in the same order.</summary>
    [Theory]
    [InlineData("November, and a late event of October", "The invoice of November", "correction")]
    [InlineData("The note for the wrong price", "The note for the wrong price", "difference")]
    public void Differences_AreThoseOfTheDocuments(string heading, string documentHeading, string column)
    {
        var isNote = column == "difference";
        var lines = WorkedLine
            .Of(WorkedPage.Table(documentHeading, 1), "2026-10", isCorrection: true)
            .Where(line => line.Category == "usage")
            .ToList();
        var invoiced = isNote ? [.. October, .. month.November.Lines] : October;
        var found = (isNote ? month.Note : month.November).Lines;
        var rows = WorkedPage.Table(heading);
        rows.Count.ShouldBe(lines.Count);
        foreach (var (row, line) in rows.Zip(lines))
        {
            var before = invoiced
                .Where(other => other.Period == "2026-10" && IsOf(other, line))
                .Sum(other => other.Billed);
            before.ShouldBe(row.Number("invoiced"), row.ToString());
            var change = found
                .Where(other => other.Period == "2026-10" && IsOf(other, line))
                .Sum(other => other.Billed);
            change.ShouldBe(row.Number(column), row.ToString());
            (before + change).ShouldBe(row.Number("now"), row.ToString());
        }
    }

    private static bool IsOf(WorkedLine left, WorkedLine right) =>
        (left.Category, left.SubAccount, left.What, left.Usage, left.Price)
        == (right.Category, right.SubAccount, right.What, right.Usage, right.Price);

    private static decimal CreditOf(WorkedInvoice invoice, string credit) =>
        invoice.Lines.Single(line => line.Category == "credit" && line.What == credit).Billed;
}
