using Permil.Pricing;

namespace Permil.Billing.Reconciliation.Bills;

public sealed class TogetherBillPageTests
{
    private const string Items =
        """[{"product_name":"Input Tokens","quantity":"1","cost":"1"},{"product_name":"Support plan","quantity":"2","cost":"2"}]""";

    [Fact]
    public void Read_EveryLineItem_IsALineOfItsWindow()
    {
        var lines = Read(
            $$"""{"start_time":"2026-09-02T10:00:00Z","end_time":"2026-09-02T11:00:00Z","date":"2026-09-01","line_items":{{Items}}},{"date":"2026-09-03","line_items":{{Items}}}"""
        ).Lines;

        var (hour, day) = (TestBooks.At("2026-09-02T10:00:00Z"), TestBooks.At("2026-09-03"));
        lines
            .Select(line => (line.Where, line.Start, line.End, line.Product, line.Model))
            .ShouldBe([
                ("bill: page 1, data[0].line_items[0]", hour, hour.AddHours(1), "Input Tokens", ""),
                ("bill: page 1, data[0].line_items[1]", hour, hour.AddHours(1), "Support plan", ""),
                ("bill: page 1, data[1].line_items[0]", day, day.AddDays(1), "Input Tokens", ""),
                ("bill: page 1, data[1].line_items[1]", day, day.AddDays(1), "Support plan", ""),
            ]);
    }

    /// <summary>A text is as exact as it is long; a JSON number of so many digits was a binary fraction.</summary>
    [Fact]
    public void Read_Numbers_KnowWhetherTheyWereBinaryFractions()
    {
        var line = Read(
            """{"date":"2026-09-01","line_items":[{"product_name":"Input Tokens","quantity":0.30000000000000004,"cost":"0.30000000000000004"}]}"""
        )
            .Lines.ShouldHaveSingleItem();

        line.Quantity.ShouldBe(new BilledNumber(0.30000000000000004m, 0.000_000_000_000_001m));
        line.Cost.ShouldBe(new BilledNumber(0.30000000000000004m));
    }

    [Fact]
    public void Read_AGpuOfThePrice_IsThatOfTheLine_EvenWhereTheNameHasAnother()
    {
        var line = Read(
            """{"date":"2026-09-01","line_items":[{"product_name":"GPU Cluster - H100","cost":"1","pricing_dimensions":{"gpu_type":"B200_SXM"}}]}"""
        )
            .Lines.ShouldHaveSingleItem();

        (line.Gpu, line.Use!.Attributes["gpu"]).ShouldBe(("B200_SXM", "b200"));
    }

    /// <summary>A bill goes as far as its latest page says, beyond its last line.</summary>
    [Theory]
    [InlineData("2026-09-10", "2026-09-20")]
    [InlineData("2026-09-20", "2026-09-10")]
    public void Read_PagesThatEndAtDifferentTimes_EndAtTheLast(string first, string second) =>
        GeneratedMonth
            .Read(
                string.Concat(
                    new[] { first, second }.Select(end =>
                        $$"""{"billing_period":"2026-09","latest_window_end":"{{end}}T00:00:00Z","data":[{"date":"2026-09-01","line_items":{{Items}}}]}"""
                    )
                ),
                "bill"
            )
            .End.ShouldBe(TestBooks.At("2026-09-20"));

    [Theory]
    [InlineData("""{"line_items":[]}""", "data[1].start_time: missing")]
    [InlineData(
        """{"start_time":"x","line_items":[]}""",
        "data[1].start_time: 'x' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData(
        """{"date":"x","line_items":[]}""",
        "data[1].date: 'x' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData(
        """{"date":"2026-09-01","end_time":"x","line_items":[]}""",
        "data[1].end_time: 'x' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData("""{"date":"2026-09-01"}""", "data[1].line_items: missing, allowed: a list")]
    [InlineData("""{"date":"2026-09-01","line_items":[{"cost":"1"}]}""", "data[1].line_items[0].product_name: missing")]
    [InlineData(
        """{"date":"2026-09-01","line_items":[{"product_name":"a","cost":"x"}]}""",
        "data[1].line_items[0].cost: found 'x', allowed: a number within 10^15 of 0"
    )]
    public void Read_WhatIsMissingOrWrong_SaysWhere(string window, string message) =>
        Should
            .Throw<BillFormatException>(() => Read($$"""{"date":"2026-09-01","line_items":[]},{{window}}"""))
            .Message.ShouldBe($"bill: page 1: {message}");

    private static ProviderBill Read(string windows) =>
        GeneratedMonth.Read($$"""{"billing_period":"2026-09","data":[{{windows}}]}""", "bill");
}
