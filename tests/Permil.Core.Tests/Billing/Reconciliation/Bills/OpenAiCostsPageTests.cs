using Permil.Pricing;

namespace Permil.Billing.Reconciliation.Bills;

public sealed class OpenAiCostsPageTests
{
    [Fact]
    public void Read_EveryResult_IsALineOfItsBucket()
    {
        var bill = Read(
            """
            {"start_time":1790899200,"end_time":1790902800,"results":[
              {"amount":{"value":1,"currency":"usd"},"line_item":"gpt-5.4, mini, input","api_key_id":"key_1","project_id":"proj_1","quantity":7},
              {"amount":{"value":2,"currency":"usd"},"line_item":"web search"}]},
            {"start_time":1790985600,"results":[
              {"amount":{"value":3}},
              {"amount":{"value":4},"line_item":", output"}]}
            """
        );

        bill.Lines.Select(line => (line.Where, line.Model, line.Product, line.Key, line.Project, line.Cost.Value))
            .ShouldBe([
                ("bill: page 1, data[0].results[0]", "gpt-5.4, mini", "input", "key_1", "proj_1", 1),
                ("bill: page 1, data[0].results[1]", "", "web search", null, null, 2),
                ("bill: page 1, data[1].results[0]", "", "costs that are not split by line item", null, null, 3),
                ("bill: page 1, data[1].results[1]", "", "output", null, null, 4),
            ]);
        var (hour, day) = (TestBooks.At("2026-10-02"), TestBooks.At("2026-10-03"));
        (bill.Lines[1].Start, bill.Lines[1].End).ShouldBe((hour, hour.AddHours(1)));
        (bill.Lines[2].Start, bill.Lines[2].End).ShouldBe((day, day.AddDays(1)));
        bill.End.ShouldBe(day.AddDays(1));
    }

    [Fact]
    public void Read_AQuantity_MayBeABinaryFractionToo() =>
        Read(
            """{"start_time":1790899200,"results":[{"amount":{"value":1},"line_item":"m, input","quantity":0.30000000000000004}]}"""
        )
            .Lines.ShouldHaveSingleItem()
            .Quantity.ShouldBe(new BilledNumber(0.30000000000000004m, 0.000_000_000_000_001m));

    [Theory]
    [InlineData("""{"results":[]}""", "data[1].start_time: missing")]
    [InlineData(
        """{"start_time":"x","results":[]}""",
        "data[1].start_time: 'x' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData(
        """{"start_time":1790899200,"end_time":"x","results":[]}""",
        "data[1].end_time: 'x' is no time; allowed: RFC 3339 or seconds since 1970"
    )]
    [InlineData("""{"start_time":1790899200}""", "data[1].results: missing, allowed: a list")]
    [InlineData(
        """{"start_time":1790899200,"results":[{"amount":{"value":1}},{"amount":{}}]}""",
        "data[1].results[1].amount: missing, allowed: an object with value and currency; other pages than those of costs are no bill"
    )]
    [InlineData(
        """{"start_time":1790899200,"results":[{"amount":{"value":"x"}}]}""",
        "data[1].results[0].amount.value: found 'x', allowed: a number within 10^15 of 0"
    )]
    [InlineData(
        """{"start_time":1790899200,"results":[{"amount":{"value":1},"quantity":"x"}]}""",
        "data[1].results[0].quantity: found 'x', allowed: a number within 10^15 of 0"
    )]
    public void Read_WhatIsMissingOrWrong_SaysWhere(string bucket, string message) =>
        Should
            .Throw<BillFormatException>(() => Read($$"""{"start_time":1790899200,"results":[]},{{bucket}}"""))
            .Message.ShouldBe($"bill: page 1: {message}");

    private static ProviderBill Read(string buckets) =>
        GeneratedMonth.Read($$"""{"object":"page","data":[{{buckets}}]}""", "bill");
}
