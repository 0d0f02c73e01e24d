using Permil.Billing;
using Permil.Focus;
using Permil.Focus.Validation;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>Invoice Detail and Billing Period of version 1.4, beside the Cost and Usage that they speak of.</summary>
public sealed class FocusInvoiceDatasetsTests
{
    private const string Rules = """
        discounts: [{ id: off, for: { modes: serverless }, percent: 12.5, agreed: 2026-01-01 }]
        taxes: [{ id: vat, percent: 19, agreed: 2026-01-01 }]
        """;

    [Fact]
    public void Write_InvoicedMonths_DetailsAreTheSumsOfTheirRowsAndOfTheInvoice()
    {
        using var bench = Bench();
        var january = bench.Issue("A", "2026-01");
        var none = bench.Issue("B", "2026-01");
        bench.Use(ExportBench.Tokens("late", "2026-01-09T00:00:00Z", 123_457));
        var february = bench.Issue("A", "2026-02");
        var lake = bench.Lake("lake", FocusFileForm.Parquet);
        Write(bench, lake, "2026-01", "2026-02");

        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        View(connection, lake, "CostAndUsage");
        View(connection, lake, "InvoiceDetail");
        Lines(
                connection,
                """
                SELECT InvoiceDetailId FROM
                    (SELECT InvoiceDetailId, sum(BilledCost) AS cost FROM CostAndUsage WHERE InvoiceId IS NOT NULL GROUP BY 1)
                    FULL JOIN (SELECT InvoiceDetailId, BilledCost AS detail FROM InvoiceDetail) USING (InvoiceDetailId)
                WHERE cost IS DISTINCT FROM detail
                """
            )
            .ShouldBeEmpty();
        Lines(
                connection,
                "SELECT InvoiceId, sum(BilledCost)::DECIMAL(18,2)::VARCHAR FROM InvoiceDetail GROUP BY 1 ORDER BY 1"
            )
            .ShouldBe([
                $"{january.Number} {january.Total:F2}",
                $"{none.Number} {none.Total:F2}",
                $"{february.Number} {february.Total:F2}",
            ]);

        // What corrects January is on February's invoice and says which one it changes.
        Lines(
                connection,
                """
                SELECT DISTINCT InvoiceId, ReferenceInvoiceId, json_extract_string(InvoiceDetailGrain, '$.x_CorrectedPeriod')
                FROM InvoiceDetail WHERE InvoiceId <> ReferenceInvoiceId
                """
            )
            .ShouldBe([$"{february.Number} {january.Number} 2026-01"]);
        Lines(
                connection,
                "SELECT DISTINCT InvoiceIssueStatus, PaymentTerms, InvoiceIssueDate::VARCHAR, PaymentDueDate::VARCHAR FROM InvoiceDetail"
            )
            .ShouldBe(["Issued Net 30 2026-06-01 00:00:00+00 2026-07-01 00:00:00+00"]);
        Lines(connection, "SELECT count(*)::VARCHAR FROM InvoiceDetail WHERE InvoiceDetailGrain IS NULL")
            .ShouldBe(["0"]);
    }

    [Fact]
    public void Write_OpenMonth_HasNoDetailsAndAnOpenPeriod()
    {
        using var bench = Bench();
        bench.Issue("A", "2026-01");
        var lake = bench.Lake("lake", FocusFileForm.Parquet);
        Write(bench, lake, "2026-01", "2026-02");

        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        View(connection, lake, "InvoiceDetail");
        View(connection, lake, "BillingPeriod");
        Lines(connection, "SELECT DISTINCT strftime(BillingPeriodStart AT TIME ZONE 'UTC', '%Y-%m') FROM InvoiceDetail")
            .ShouldBe(["2026-01"]);

        // B has something in January that is not invoiced.
        var periods =
            "SELECT strftime(BillingPeriodStart AT TIME ZONE 'UTC', '%Y-%m'), BillingPeriodStatus, InvoiceIssuerName, BillingPeriodLastUpdated::VARCHAR FROM BillingPeriod ORDER BY 1";
        Lines(connection, periods)
            .ShouldBe(["2026-01 Open acme 2026-06-01 10:20:30+00", "2026-02 Open acme 2026-02-01 00:00:00+00"]);
        bench.Issue("B", "2026-01");
        Write(bench, lake, "2026-01");
        Lines(connection, periods)[0].ShouldBe("2026-01 Closed acme 2026-06-01 10:20:30+00");
    }

    [Fact]
    public void Write_VoidedInvoiceAndNote_StayOnRecord()
    {
        using var bench = Bench();
        var wrong = bench.Issue("A", "2026-01");
        bench.Now = bench.Now.AddHours(1);
        bench.Void(wrong.Number!);
        var right = bench.Issue("A", "2026-01");
        bench.Agree("A", TestTerms.Of(Rules.Replace("12.5", "50", StringComparison.Ordinal)));
        var note = bench.Note("A", "2026-01");
        var lake = bench.Lake("lake", FocusFileForm.Parquet);
        Write(bench, lake, "2026-01", "2026-06");

        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        View(connection, lake, "CostAndUsage");
        View(connection, lake, "InvoiceDetail");
        Lines(
                connection,
                """
                SELECT InvoiceId, InvoiceIssueStatus, ReferenceInvoiceId, PaymentTerms,
                    max(InvoiceDetailLastUpdated)::VARCHAR, sum(BilledCost)::DECIMAL(18,2)::VARCHAR
                FROM InvoiceDetail GROUP BY ALL ORDER BY 1
                """
            )
            .ShouldBe([
                $"{wrong.Number} Voided {wrong.Number} Net 30 2026-06-01 11:20:30+00 {wrong.Total:F2}",
                $"{right.Number} Issued {right.Number} Net 30 2026-06-01 11:20:30+00 {right.Total:F2}",
                $"{note.Number} Issued {right.Number} No payment due 2026-06-01 11:20:30+00 {note.Total:F2}",
            ]);
        Lines(connection, "SELECT DISTINCT InvoiceId FROM CostAndUsage WHERE InvoiceId IS NOT NULL ORDER BY 1")
            .ShouldBe([right.Number!, note.Number!]);
    }

    [Theory]
    [InlineData(FocusFileForm.Csv)]
    [InlineData(FocusFileForm.Parquet)]
    public void Write_AllDatasetsOf14_KeepTheirRules(FocusFileForm form)
    {
        using var bench = Bench();
        bench.Agree(
            "A",
            TestTerms.Of(
                Rules
                    + """

                    reserved: [{ id: pool, name: Pool, for: { modes: cluster, meters: gpu_cluster_hours }, quantity: 2, each: hour, price: 1.7, from: 2026-01-01, until: 2026-02-20, paid: upfront, agreed: 2026-01-01 }]
                    """
            )
        );
        var wrong = bench.Issue("A", "2026-01");
        bench.Void(wrong.Number!);
        bench.Issue("A", "2026-01");
        var lake = bench.Lake("lake", form);
        var parts = Write(bench, lake, "2026-01");

        parts.Select(part => part.Dataset).ShouldBe(Enum.GetValues<FocusDataset>(), ignoreOrder: true);
        foreach (var part in parts)
        {
            part.Rows.ShouldBeGreaterThan(0);
            var file = FocusFile.Open(part.File);
            var validation = new FocusValidation(FocusRules.Of(FocusVersion.V14, part.Dataset), file.Columns);
            file.Read(validation.Look);
            validation
                .Finish("1.4")
                .Results.Where(result => result.Outcome == FocusOutcome.Fail)
                .Select(result => $"{part.Dataset} {result.Rule.Id} {result.Reason}")
                .ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("InvoiceIssueStatus", "Paid", "InvoiceIssueStatus.values")]
    [InlineData("InvoiceDetailId", "same", "InvoiceDetailId.once")]
    [InlineData("PaymentTerms", "", "PaymentTerms.null")]
    [InlineData("InvoiceDetailLastUpdated", "2020-01-01T00:00:00Z", "InvoiceDetailLastUpdated.order")]
    [InlineData("BilledCost", "1,5", "BilledCost.type")]
    public void Rules_OfInvoiceDetail_FindWhatIsWrong(string column, string value, string rule)
    {
        using var bench = Bench();
        bench.Issue("A", "2026-01");
        var part = Write(bench, bench.Lake("lake"), "2026-01").Single(one => one.Dataset == FocusDataset.InvoiceDetail);
        part.Rows.ShouldBeGreaterThan(1);
        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        var changed = bench.PathOf("changed.csv");
        connection.Execute(
            $"COPY (SELECT * REPLACE (nullif('{value}', '') AS {column}) FROM read_csv('{part.File}', all_varchar = true)) TO '{changed}' (HEADER)"
        );

        var file = FocusFile.Open(changed);
        var validation = new FocusValidation(FocusRules.Of(FocusVersion.V14, FocusDataset.InvoiceDetail), file.Columns);
        file.Read(validation.Look);
        validation
            .Finish("1.4")
            .Results.Where(result => result.Outcome == FocusOutcome.Fail)
            .Select(result => result.Rule.Id)
            .ShouldContain(rule);
    }

    [Fact]
    public void Rules_OfADatasetThatAVersionDoesNotHave_AreNone() =>
        FocusRules.Of(FocusVersion.V13, FocusDataset.InvoiceDetail).ShouldBeEmpty();

    private static ExportBench Bench()
    {
        var bench = new ExportBench();
        bench.Agree("A", TestTerms.Of(Rules));
        bench.Use(
            ExportBench.Tokens("a", "2026-01-03T00:00:00Z", 1_000_003),
            ExportBench.Tokens("b", "2026-01-04T00:00:00Z", 77_777) with
            {
                SubAccount = "s",
            },
            ExportBench.Tokens("c", "2026-01-05T00:00:00Z", 5_000_000, "B"),
            ExportBench.Tokens("d", "2026-02-12T00:00:00Z", 900_000)
        );
        return bench;
    }

    private static List<FocusPart> Write(ExportBench bench, FocusTarget lake, params string[] months)
    {
        var parts = new List<FocusPart>();
        foreach (var month in months)
        {
            var question = new FocusExportQuestion { Month = BillingMonth.Parse(month), Version = FocusVersion.V14 };
            parts.AddRange(bench.Export().Write(question, lake));
        }

        return parts;
    }

    private static void View(DuckDbConnection connection, FocusTarget lake, string dataset)
    {
        connection.Execute("SET TimeZone = 'UTC'");
        connection.Execute(
            $"CREATE VIEW {dataset} AS FROM read_parquet('{lake.Path}/{dataset}/*/data.parquet', hive_partitioning = false)"
        );
    }

    /// <summary>Each row's texts with spaces between them.</summary>
    private static List<string> Lines(DuckDbConnection connection, string sql)
    {
        var lines = new List<string>();
        using var result = connection.Query(sql);
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                lines.Add(string.Join(' ', Enumerable.Range(0, result.Columns.Count).Select(i => chunk.Text(i, row))));
            }
        }

        return lines;
    }
}
