using Permil.Usage;

namespace Permil.Billing.Reconciliation.Bills;

public sealed class CsvBillTests
{
    [Fact]
    public void Read_AWindow_IsFromItsStartToItsEnd_ElseADay()
    {
        Times("start,end,date\n2026-09-05T10:00:00Z,2026-09-05T11:30:00Z,2026-09-01")
            .ShouldBe(("2026-09-05T10:00:00Z", "2026-09-05T11:30:00Z"));
        Times("start,end,date\n,,2026-09-01").ShouldBe(("2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z"));
    }

    [Theory]
    [InlineData("date,meter,cost\n,a,1", "bill:2: date: empty, allowed: a day or an instant")]
    [InlineData("start,meter,cost\n,a,1", "bill:2: start: empty, allowed: a day or an instant")]
    [InlineData(
        "start,date,meter,cost\nx,2026-09-01,a,1",
        "bill:2: start: 'x' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData(
        "start,date,meter,cost\n,x,a,1",
        "bill:2: date: 'x' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData(
        "date,end,meter,cost\n2026-09-01,x,a,1",
        "bill:2: end: 'x' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData("date,meter,cost\n2026-09-01,,1", "bill:2: product: empty, allowed: a name")]
    [InlineData(
        "date,meter,mode,cost\n2026-09-01,a,night,1",
        "bill:2: mode: found 'night', allowed: serverless, batch, dedicated, container, cluster, provisioned"
    )]
    [InlineData(
        "date,meter,cost\n2026-09-01,\"a,1",
        "bill:2: a quoted field has no end; the lines up to 2 are part of it"
    )]
    [InlineData("date,meter,cost\n,,,4", "bill:2: found 4 columns, allowed: 3 as in the first line")]
    [InlineData(
        "date,product,quantity,unit_price\n2026-09-01,a,999999999999999.1,0.0000000000000000000000000001",
        "bill:2: 999999999999999.1 x 0.0000000000000000000000000001 has more digits than can be held"
    )]
    [InlineData(
        "date,cost\n2026-09-01,1",
        "bill: no column for product or meter; found: date, cost; allowed names: product, product_name, line_item, description, ChargeDescription; meter, metric, usage_type; or name yours with --columns product=NAME"
    )]
    public void Read_WhatCannotBeRead_SaysWhereAndWhatIsAllowed(string text, string message) =>
        Should.Throw<BillFormatException>(() => Read(text)).Message.ShouldBe(message);

    [Fact]
    public void Read_ABrokenQuote_IsNoCsv() =>
        Should
            .Throw<BillFormatException>(() => Read("date,meter,cost\n2026-09-01,\"a\"b,1"))
            .Message.ShouldStartWith("bill:2: no CSV: ");

    [Fact]
    public void Read_AColumnOfTheCallerThatIsNotThere_IsRefused()
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal) { ["cost"] = "Netto" };

        Should
            .Throw<BillFormatException>(() =>
                new BillReader(BillProducts.Shipped(), columns: columns).Read("date,meter,cost\n"u8.ToArray(), "bill")
            )
            .Message.ShouldBe("bill: no column 'Netto' for cost; found: date, meter, cost");
    }

    /// <summary>Spreadsheets leave rows of separators; a name may hold more semicolons than the row has commas.</summary>
    [Fact]
    public void Read_TheFirstLineTellsTheSeparator_AndEmptyRowsAreNoLines()
    {
        var bill = Read("date,product,cost\n2026-09-01,a;b;c;d,1\n,\n , ,,\n\n2026-09-02,b,2\n");

        bill.Lines.Select(line => (line.Where, line.Product, line.Cost.Value))
            .ShouldBe([("bill:2", "a;b;c;d", 1), ("bill:6", "b", 2)]);
    }

    /// <summary>Its own name tells a meter that no product is named after, in any case, and how it is bought.</summary>
    [Theory]
    [InlineData("Batch_Tokens", "serverless")]
    [InlineData("gpu_cluster_hours", "cluster")]
    [InlineData("dedicated_endpoint_hours", "dedicated")]
    [InlineData("provisioned_throughput_hours", "provisioned")]
    public void Read_AMeterByItsName_IsBoughtAsItIsSold(string meter, string mode)
    {
        var use = Read($"date,meter,cost\n2026-09-01,{meter},1").Lines.ShouldHaveSingleItem().Use!;

        (use.Meter.Name, ModeName.Of(use.Mode)).ShouldBe((meter.ToLowerInvariant(), mode));
        use.Attributes.ShouldBeEmpty();
    }

    [Fact]
    public void Read_GpuAndTerm_AreWhatThePriceDependsOn()
    {
        var lines = Read(
            "date,meter,gpu,term,cost,project\n2026-09-01,gpu_cluster_hours,H100_SXM,7-30d,1,p\n2026-09-01,input_tokens,H100,,1,"
        ).Lines;

        lines[0]
            .Use!.Attributes.ShouldBe(
                new Dictionary<string, string> { ["gpu"] = "h100", ["term"] = "7-30d" },
                ignoreOrder: true
            );
        (lines[0].Gpu, lines[0].Model, lines[0].Project).ShouldBe(("H100_SXM", "", "p"));
        lines[1].Use!.Attributes.ShouldBeEmpty("a GPU is not what is sold with tokens");
        lines[1].Project.ShouldBeNull();
    }

    /// <summary>A meter by its own name counts in its own unit, whatever the product's name says.</summary>
    [Fact]
    public void Read_AMeterBesideAProduct_GoesFirst()
    {
        var line = Read("date,product,meter,quantity,cost\n2026-09-01,Audio Minutes,output_tokens,7,1")
            .Lines.ShouldHaveSingleItem();

        (line.Product, line.Use!.Meter, line.Quantity!.Value.Value).ShouldBe(("Audio Minutes", Meters.OutputTokens, 7));
    }

    private static (string Start, string End) Times(string text)
    {
        var (header, row) = (text.Split('\n')[0], text.Split('\n')[1]);
        var line = Read($"{header},meter,cost\n{row},input_tokens,1").Lines.ShouldHaveSingleItem();
        return (Shown(line.Start), Shown(line.End));
    }

    private static string Shown(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static ProviderBill Read(string text) => GeneratedMonth.Read(text, "bill");
}
