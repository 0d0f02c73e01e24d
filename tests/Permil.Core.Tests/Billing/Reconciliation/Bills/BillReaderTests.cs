using System.Text;
using Permil.Usage;

namespace Permil.Billing.Reconciliation.Bills;

public sealed class BillReaderTests
{
    private const string Pages =
        "allowed: pages of Together's billing usage (billing_period, data) or of OpenAI's organization costs (object: page, data)";

    private const string Header = "date,model,meter,quantity,unit_price,cost,key\n";

    [Fact]
    public void Read_TogetherPage_HasItsLines()
    {
        var bill = Read(Repository.PathOf("samples", "logs", "together-billing.json"));

        (bill.Provider, bill.Currency).ShouldBe(("together", "USD"));
        bill.Lines.Where(line => line.Use is null).ShouldHaveSingleItem().Product.ShouldBe("Mystery Product");
    }

    [Fact]
    public void Read_TogetherPage_TellsGpuTermKeyAndProject()
    {
        var bill = ReadText(
            """
            {"billing_period":"2026-09","currency":"USD","latest_window_end":"2026-09-03T00:00:00Z","data":[{"date":"2026-09-02","line_items":[
              {"product_name":"GPU Cluster - H100 On-Demand","quantity":"384","unit_price":"3.99","cost":"1532.16","pricing_dimensions":{"gpu_type":"H100_SXM"},"attributes":{"cluster_id":"clu_01"}},
              {"product_name":"Batch Inference - Cached Input Tokens","quantity":"10","cost":"0.50","pricing_dimensions":{"model":"m"},"attributes":{"api_key_id":"k","project_id":"p"}}]}]}
            """
        );

        var (cluster, tokens) = (bill.Lines[0], bill.Lines[1]);
        (cluster.Use!.Meter, cluster.Use.Mode).ShouldBe((Meters.GpuClusterHours, Mode.Cluster));
        cluster.Use.Attributes.ShouldBe(
            new Dictionary<string, string> { ["term"] = "on-demand", ["gpu"] = "h100" },
            ignoreOrder: true
        );
        cluster.Key.ShouldBeNull();
        (tokens.Use!.Meter, tokens.Use.Mode).ShouldBe((Meters.CachedInputTokens, Mode.Batch));
        (tokens.Key, tokens.Project, tokens.Model).ShouldBe(("k", "p", "m"));
        (tokens.Cost.Value, tokens.Cost.Decimals, tokens.UnitPrice).ShouldBe((0.5m, 2, null));
        tokens.End.ShouldBe(tokens.Start.AddDays(1));
        bill.End.ShouldBe(Pricing.TestBooks.At("2026-09-03"));
    }

    /// <summary>0.1 + 0.2 as a binary fraction: its digits are kept, and what they are off by is known.</summary>
    [Fact]
    public void Read_OpenAiCosts_KeepsDigitsAndKnowsNoise()
    {
        var bill = ReadText(
            """
            {"object":"page","data":[{"object":"bucket","start_time":1790899200,"end_time":1790985600,"results":[
              {"object":"organization.costs.result","amount":{"value":0.13080438,"currency":"usd"},"line_item":"gpt-5.4-mini, cached input","project_id":"proj_1","api_key_id":null,"quantity":141201},
              {"object":"organization.costs.result","amount":{"value":0.30000000000000004,"currency":"usd"},"line_item":"web search","quantity":null}]}]}
            """
        );

        (bill.Provider, bill.Currency).ShouldBe(("openai", "USD"));
        (bill.Lines[0].Cost.Value, bill.Lines[0].Cost.Noise, bill.Lines[0].Quantity!.Value.Value).ShouldBe(
            (0.13080438m, 0, 141_201m)
        );
        (bill.Lines[0].Model, bill.Lines[0].Use!.Meter).ShouldBe(("gpt-5.4-mini", Meters.CachedInputTokens));
        bill.Lines[1].Cost.ShouldBe(new BilledNumber(0.30000000000000004m, 0.000_000_000_000_001m));
        (bill.Lines[1].Quantity, bill.Lines[1].Use!.Meter).ShouldBe((null, Meters.WebSearches));
    }

    [Fact]
    public void Read_SeveralPages_InOneFileOrAnArray_AreOneBill_AndTheSamePageCountsOnce()
    {
        const string Page =
            """{"billing_period":"2026-09","data":[{"date":"2026-09-0#","line_items":[{"product_name":"Serverless Inference - Input Tokens","quantity":"1","cost":"1"}]}]}""";
        var (first, second) = (Page.Replace('#', '1'), Page.Replace('#', '2'));

        ReadText($"{first}\n{second}").Lines.Count.ShouldBe(2);
        ReadText($"[{first},{second}]").Lines.Count.ShouldBe(2);
        var repeated = ReadText($"{first}{second}{first}");
        repeated.Lines.Count.ShouldBe(2);
        repeated.Notes.ShouldHaveSingleItem().ShouldBe("bill: page 3 is the same as an earlier page; it counts once");
    }

    [Fact]
    public void Read_Minutes_BecomeTheMetersUnit()
    {
        var bill = ReadText(
            """
            date,product,quantity,unit_price,cost
            2026-09-01,Dedicated H100 minutes,90,0.06,5.4
            2026-09-01,Audio transcription minutes,2,0.0015,0.003
            """
        );

        (bill.Lines[0].Use!.Meter, bill.Lines[0].Quantity!.Value.Value, bill.Lines[0].UnitPrice!.Value.Value).ShouldBe(
            (Meters.DedicatedEndpointHours, 1.5m, 3.6m)
        );
        bill.Lines[0].Use!.Attributes["gpu"].ShouldBe("h100");
        (bill.Lines[1].Use!.Meter, bill.Lines[1].Quantity!.Value.Value).ShouldBe((Meters.AudioSeconds, 120m));
    }

    /// <summary>
    /// A quantity with decimals was rounded by half a unit at most, in the bill's unit; a whole one only stands for what
    /// is stored of it with 12 decimals.
    /// </summary>
    [Theory]
    [InlineData("\"90\"", "Dedicated Minutes", "1.5", "0.0000001")]
    [InlineData("\"90.6\"", "Dedicated Minutes", "1.51", "0.0008334333333333333333333333")]
    [InlineData("\"1.50\"", "Video Minutes", "90", "0.3000001")]
    [InlineData("1.500000000000000", "Video Minutes", "90", "0.00000010000063")]
    [InlineData("\"1.5\"", "Video Seconds", "1.5", "0")]
    public void Read_OtherUnits_KnowHowFarTheyMayBeOff(string quantity, string product, string value, string noise) =>
        ReadText(
            $$"""{"billing_period":"2026-09","data":[{"date":"2026-09-01","line_items":[{"product_name":"{{product}}","quantity":{{quantity}},"cost":"1"}]}]}"""
        )
            .Lines.ShouldHaveSingleItem()
            .Quantity.ShouldBe(new BilledNumber(Of(value), Of(noise)));

    [Fact]
    public void Read_AnEndpointOfNoKnownGpu_HasNone() =>
        ReadText("date,product,cost\n2026-09-01,Dedicated Endpoint Hours,1")
            .Lines.ShouldHaveSingleItem()
            .Use!.Attributes.ShouldBeEmpty();

    [Fact]
    public void Read_JsonWithAByteOrderMark_IsRead() =>
        ReadText("\uFEFF{\"billing_period\":\"2026-09\",\"data\":[]}").Provider.ShouldBe("together");

    [Theory]
    [InlineData("date,model,meter,quantity,unit_price,cost,key\n")]
    [InlineData("Day;Model ID;Metric;Units;Rate;Total;API Key ID\n")]
    [InlineData("ChargePeriodStart\tModel\tMeter\tConsumedQuantity\tList Unit Price\tBilled Cost\tkey_id\n")]
    public void Read_Csv_KnowsColumnsByManyNames(string header)
    {
        var separator =
            header.Contains(';') ? ';'
            : header.Contains('\t') ? '\t'
            : ',';
        var bill = ReadText(
            header + string.Join(separator, "2026-09-05", "m", "output_tokens", "7", "0.1", "0.70", "k")
        );

        var line = bill.Lines.ShouldHaveSingleItem();
        (line.Model, line.Use!.Meter, line.Use.Mode, line.Key).ShouldBe(
            ("m", Meters.OutputTokens, Mode.Serverless, "k")
        );
        (line.Quantity!.Value.Value, line.UnitPrice!.Value.Value, line.Cost.Value).ShouldBe((7, 0.1m, 0.7m));
        line.Start.ShouldBe(Pricing.TestBooks.At("2026-09-05"));
        line.Where.ShouldBe("bill:2");
    }

    [Fact]
    public void Read_Csv_WithoutACost_TakesTheProduct_AndModeFromItsColumn()
    {
        var line = ReadText("date,product,mode,quantity,unit_price\n2026-09-05,Input Tokens,batch,7,0.3")
            .Lines.ShouldHaveSingleItem();

        (line.Cost.Value, line.Use!.Mode).ShouldBe((2.1m, Mode.Batch));
    }

    [Fact]
    public void Read_Csv_ColumnsOfTheCaller_GoFirst()
    {
        var reader = new BillReader(
            BillProducts.Shipped(),
            columns: new Dictionary<string, string>(StringComparer.Ordinal) { ["cost"] = "Netto", ["date"] = "Tag" }
        );
        reader.Read("Tag,cost,Netto,meter\n2026-09-05,1,2,input_tokens"u8.ToArray(), "bill");

        reader.Finish().Lines.ShouldHaveSingleItem().Cost.Value.ShouldBe(2);
    }

    [Theory]
    [InlineData(
        "when,model,meter,cost\n",
        "bill: no column for date or start; found: when, model, meter, cost; allowed names: date, day, usage_date; start, start_time, window_start, ChargePeriodStart; or name yours with --columns date=NAME"
    )]
    [InlineData(
        "date,meter,quantity\n",
        "bill: no column for cost, or quantity and unit_price; found: date, meter, quantity; allowed names: cost, amount, total, BilledCost; quantity, usage, units, ConsumedQuantity; unit_price, price, rate, ListUnitPrice; or name yours with --columns cost=NAME"
    )]
    [InlineData(
        Header + "2026-09-01,m,input_tokens,x,1,1,k",
        "bill:2: quantity: found 'x', allowed: a number within 10^15 of 0"
    )]
    [InlineData(
        Header + "2026-09-01,m,input_tokens,1,1,,k\n2026-09-01,m",
        "bill:3: found 2 columns, allowed: 7 as in the first line"
    )]
    [InlineData(
        Header + "yesterday,m,input_tokens,1,1,1,k",
        "bill:2: date: 'yesterday' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData(
        Header + "2026-09-01,m,input_tokens,1,,,k",
        "bill:2: cost: empty, allowed: an amount, or a quantity and a unit price"
    )]
    [InlineData("", "bill: the file is empty")]
    [InlineData("{\"id\":1}", $"bill: page 1: found an object with id, {Pages}")]
    [InlineData(
        "{\"billing_period\":\"2026-09\",\"data\":[{\"date\":\"2026-09-01\",\"line_items\":[{\"product_name\":\"x\"}]}]}",
        "bill: page 1: data[0].line_items[0].cost: missing"
    )]
    [InlineData("{\"billing_period\":", "bill: no JSON at line 1, byte 19")]
    [InlineData("[7]", $"bill: page 1: found '7', {Pages}")]
    [InlineData("{\"data\":[]}", $"bill: page 1: found an object with data, {Pages}")]
    [InlineData("{\"object\":\"page\"}", $"bill: page 1: found an object with object, {Pages}")]
    public void Read_WhatIsNoBill_SaysWhereAndWhatIsAllowed(string text, string message) =>
        Should.Throw<BillFormatException>(() => ReadText(text)).Message.ShouldBe(message);

    [Fact]
    public void Read_AQuantityThatCannotBeHeldInTheMetersUnit_SaysWhere()
    {
        using var table = new StringReader("products: [{words: [kilotokens], meter: input_tokens, times: 1024}]");
        var reader = new BillReader(BillProducts.Shipped().With(table, "own.yaml"));

        Should
            .Throw<BillFormatException>(() =>
                reader.Read(
                    """{"billing_period":"2026-09","data":[{"date":"2026-09-01","line_items":[{"product_name":"Kilotokens","quantity":"999999999999999.1234567890123","cost":"1"}]}]}"""u8.ToArray(),
                    "bill"
                )
            )
            .Message.ShouldBe(
                "bill: page 1: 999999999999999.1234567890123 x 1024 / 1 has more digits than can be held"
            );
    }

    [Fact]
    public void Read_TwoProviders_OrTwoCurrencies_AreRefused()
    {
        var reader = new BillReader(BillProducts.Shipped(), "openai");

        Should
            .Throw<BillFormatException>(() =>
                reader.Read("""{"billing_period":"2026-09","data":[]}"""u8.ToArray(), "a")
            )
            .Message.ShouldBe("a: page 1: provider: found 'together' beside 'openai', allowed: one provider");
        Should
            .Throw<BillFormatException>(() =>
                ReadText("date,meter,cost,currency\n2026-09-01,a,1,USD\n2026-09-01,a,1,eur")
            )
            .Message.ShouldBe("bill:3: currency: found 'EUR' beside 'USD', allowed: one currency");
    }

    private static ProviderBill Read(string file)
    {
        var reader = new BillReader(BillProducts.Shipped());
        reader.Read(File.ReadAllBytes(file), file);
        return reader.Finish();
    }

    private static decimal Of(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static ProviderBill ReadText(string text) => GeneratedMonth.Read(text, "bill");
}
