using Permil.Billing;
using Permil.Focus.Export;
using Permil.Storage.Billing;
using Permil.Usage;

namespace Permil.Storage.Focus;

/// <summary>From a row of a file back to what it is made of, and to what has changed since.</summary>
public sealed class FocusExplainTests
{
    private static readonly BillingMonth January = BillingMonth.Parse("2026-01");

    [Theory]
    [InlineData(FocusFileForm.Csv)]
    [InlineData(FocusFileForm.Parquet)]
    public void Explain_RowThatHasChanged_NamesEachColumn(FocusFileForm form)
    {
        using var bench = new ExportBench();
        bench.Use(ExportBench.Tokens("a", "2026-01-03T00:00:00Z", 1_000_000));
        var file = Export(bench, form);
        Explain(bench, file).Changed.ShouldBeEmpty();

        bench.Use(ExportBench.Tokens("b", "2026-01-03T05:00:00Z", 500_000));

        Explain(bench, file)
            .Changed.Select(column => (column.Column, Plain(column.File), column.Now))
            .ShouldBe(
                [
                    ("BilledCost", "3", "4.5"),
                    ("ConsumedQuantity", "1000000", "1500000"),
                    ("ContractedCost", "3", "4.5"),
                    ("EffectiveCost", "3", "4.5"),
                    ("ListCost", "3", "4.5"),
                    ("PricingQuantity", "1", "1.5"),
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Explain_RowOfAVoidedInvoice_SaysThatItHasNone()
    {
        using var bench = new ExportBench();
        bench.Use(ExportBench.Tokens("a", "2026-01-03T00:00:00Z", 1_000_000));
        var number = bench.Issue("A", "2026-01").Number!;
        var file = Export(bench, FocusFileForm.Csv);
        Explain(bench, file).Changed.ShouldBeEmpty();

        bench.Void(number);

        Explain(bench, file).Changed.ShouldBe([new("InvoiceId", number, null)]);
    }

    [Fact]
    public void Explain_UsageThatACommitmentCoversInPart_SaysWhatEachPartCosts()
    {
        using var bench = new ExportBench();
        bench.Agree(
            "A",
            TestTerms.Of(
                "reserved: [{ id: pool, name: Ten hours, for: { modes: cluster, meters: gpu_cluster_hours }, quantity: 10, each: month, price: 1.8, from: 2026-01-01, until: 2026-04-01, paid: monthly, agreed: 2026-01-01 }]"
            )
        );
        bench.Use(Hours("a", "2026-01-03T00:00:00Z", 8), Hours("b", "2026-01-03T01:00:00Z", 8));
        var rows = bench.Export().Rows(new FocusExportQuestion { Month = January }).ToList();

        var used = Explain(bench, rows.Single(row => row.Commitment?.Status == "Used"));
        used.EventQuantity.ShouldBe(16);
        used.Price.ShouldContain("10 x GPU-Hours at 2");
        used.Price.ShouldContain("commitment c1/pool (Ten hours): effective cost 18, 10 GPU-Hours at its 1.8");

        var rest = Explain(bench, rows.Single(row => row.HasConsumed && row.Commitment is null));
        rest.EventQuantity.ShouldBe(16);
        rest.Row.Costs.ConsumedQuantity.ShouldBe(6);
        rest.Price.ShouldContain("6 x GPU-Hours at 2");
        rest.Price.ShouldNotContain(line => line.Contains("commitment", StringComparison.Ordinal));
    }

    private static FocusExplained Explain(ExportBench bench, FocusRow row) =>
        bench.Export().Explain(new FocusRowPlace(row.RowId, "A", January)).ShouldNotBeNull();

    private static FocusExplained Explain(ExportBench bench, string file) =>
        bench.Export().Explain(FocusRowPlace.Read(file, "1")).ShouldNotBeNull();

    private static string Export(ExportBench bench, FocusFileForm form) =>
        bench.Export().Write(new FocusExportQuestion { Month = January }, bench.Lake("lake", form))[0].File;

    private static string? Plain(string? number) =>
        number?.Contains('.', StringComparison.Ordinal) == true ? number.TrimEnd('0').TrimEnd('.') : number;

    private static UsageEvent Hours(string id, string time, decimal hours) =>
        ExportBench.Tokens(id, time, 0) with
        {
            Mode = Mode.Cluster,
            Usage = [new Measurement(Meters.GpuClusterHours, hours)],
        };
}
