using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Permil.Access;
using Permil.Allocation;
using Permil.Billing.Invoices;
using Permil.Budgets;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Reports;
using Permil.Usage;

namespace Permil.Server.Api;

public sealed class ReportsApiTests
{
    private static readonly UsageEvent[] Usage =
    [
        ApiHost.Call("a1", "acme", "t-1"),
        ApiHost.Call("a2", "acme", "t-2"),
        ApiHost.Call("a3", "acme", "t-2"),
        ApiHost.Call("a4", "acme", null),
        ApiHost.Call("g1", "globex", "t-1"),
        ApiHost.Call("u1", "acme", "t-1", "cut off"),
        ApiHost.Call("u2", "acme", "t-2", "cut off"),
    ];

    [Fact]
    public async Task Report_OfTheAdmin_IsWhatTheProgramWrites()
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var (status, body) = await host.GetAsync(
            host.AdminToken,
            "/api/v1/reports?by=account,tenant&by=day&from=2026-10-01&filter=account%3Dacme,globex"
        );

        status.ShouldBe(200);
        var expected = Written(
            UsageReport.Of(
                host.Store,
                ApiHost.Rater,
                AllocationRules.None,
                new ReportQuestion(
                    GroupKey.ParseAll(["account", "tenant", "day"]),
                    new UsageSelection
                    {
                        From = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero),
                        Filters = UsageFilterText.Parse(["account=acme,globex"]),
                    },
                    IsCompared: false
                )
            )
        );
        body!.ToJsonString().ShouldBe(expected.ToJsonString());
        body["events"]!.GetValue<long>().ShouldBe(7);
        body["groups"]!.AsArray().Count.ShouldBe(4);
        body["firstUsage"]!.GetValue<string>().ShouldBe("2026-10-07T12:00:00Z");
    }

    [Fact]
    public async Task Report_OfAnAccountsKey_IsOfItsAccount()
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var (_, body) = await host.GetAsync(host.MakeKey("acme"), "/api/v1/reports?by=account,tenant");

        body!["groups"]!.AsArray().ShouldAllBe(group => group!["account"]!.GetValue<string>() == "acme");
        body["events"]!.GetValue<long>().ShouldBe(6);
        body["firstUsage"].ShouldBeNull();
    }

    [Fact]
    public async Task Report_OfAnAccountWithAContract_HasItsCosts_AndATenantSeesItsOwn()
    {
        await using var host = await ApiHost.StartAsync(Usage);
        host.Terms = new ReportTerms(TermsOf, ["acme"]);
        const string October = "&from=2026-10-01&to=2026-11-01";
        var (_, account) = await host.GetAsync(host.MakeKey("acme"), $"/api/v1/reports?by=tenant{October}");
        var (_, tenant) = await host.GetAsync(host.MakeKey("acme", "t-2"), $"/api/v1/reports?by=tenant{October}");
        var (_, other) = await host.GetAsync(host.MakeKey("globex"), $"/api/v1/reports?by=tenant{October}");

        // 4 calls at 1.04 list, half of it agreed, a tenth of that as tax, rounded to cents.
        Costs(account!).ShouldBe(["4.16", "2.29", "2.29", "2.29"]);
        account!["besideUsage"]!
            .AsArray()
            .Select(one => $"{one!["what"]} {one["billedCost"]}")
            .ShouldBe(["rounding 0.002", "tax 0.208"]);
        Costs(tenant!).ShouldBe(["2.08", "1.04", "1.04", "1.04"]);
        tenant!["besideUsage"]!.AsArray().ShouldBeEmpty();
        Costs(other!).ShouldBe(["1.04", "1.04", "1.04", "1.04"]);
        other!["besideUsage"].ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("&filter=tenant%3Dt-1")]
    [InlineData("&filter=account%3Dacme&filter=subAccount%3Dt-1")]
    public async Task Report_OfATenantsKey_IsOfItsTenant(string query)
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var (status, body) = await host.GetAsync(host.MakeKey("acme", "t-1"), $"/api/v1/reports?by=tenant{query}");

        status.ShouldBe(200);
        body!["groups"]!.AsArray().ShouldHaveSingleItem()!["tenant"]!.GetValue<string>().ShouldBe("t-1");
        body["events"]!.GetValue<long>().ShouldBe(2);
        body["unsettled"]!.GetValue<long>().ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/v1/reports?filter=tenant%3Dt-2")]
    [InlineData("/api/v1/reports?filter=tenant%3Dt-1,t-2")]
    [InlineData("/api/v1/reports?filter=subAccount%3D")]
    [InlineData("/api/v1/reports?filter=account%3Dglobex")]
    [InlineData("/api/v1/unsettled?filter=tenant%3Dt-2")]
    public async Task ATenantsKey_AskingForAnother_Is403(string path)
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var (status, body) = await host.GetAsync(host.MakeKey("acme", "t-1"), path);

        status.ShouldBe(403);
        body!["error"]!["code"]!.GetValue<string>().ShouldBe("forbidden_scope");
        body["error"]!["message"]!.GetValue<string>().ShouldContain("this key sees only");
    }

    [Fact]
    public async Task Report_OfAKeyComparedWithoutAPeriod_IsRefused()
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var key = host.MakeKey("acme");

        (await host.GetAsync(key, "/api/v1/reports?compare=previous")).Status.ShouldBe(400);
        var (status, body) = await host.GetAsync(key, "/api/v1/reports?compare=previous&from=2026-10-01&to=2026-11-01");
        status.ShouldBe(200);
        body!["previous"]!["events"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task Unsettled_IsTheCallersOwn()
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var (_, all) = await host.GetAsync(host.AdminToken, "/api/v1/unsettled");
        var (_, one) = await host.GetAsync(host.AdminToken, "/api/v1/unsettled?limit=1");
        var (_, own) = await host.GetAsync(host.MakeKey("acme", "t-2"), "/api/v1/unsettled");

        all!["unsettled"]!.AsArray().Count.ShouldBe(2);
        all["isComplete"]!.GetValue<bool>().ShouldBeTrue();
        one!["unsettled"]!.AsArray().Count.ShouldBe(1);
        one["isComplete"]!.GetValue<bool>().ShouldBeFalse();
        own!["unsettled"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe("u2");
    }

    [Fact]
    public async Task Budgets_AreThoseThatCanHoldTheCaller_WithoutWhatOthersSpent()
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var key = host.MakeKey("acme", "t-1");
        foreach (var scope in new[] { "", "account=acme", "account=acme,tenant=t-1", "tenant=t-2", "account=globex" })
        {
            host.File.Change(book =>
            {
                var before = book.Accounts.Any(account => account.Id == "globex")
                    ? book
                    : new NewAccount { Id = "globex" }.AddTo(book, Usage[0].Time);
                return new NewBudget
                {
                    Scope = BudgetScopeText.Parse(scope),
                    Amount = 100,
                    Period = BudgetPeriod.Total,
                }
                    .AddTo(before, Usage[0].Time)
                    .Book;
            });
        }

        var all = (await host.GetAsync(host.AdminToken, "/api/v1/budgets")).Body!["budgets"]!.AsArray();
        var own = (await host.GetAsync(key, "/api/v1/budgets")).Body!["budgets"]!.AsArray();
        var price = ApiHost.Rater.Rate(Usage[0]).Charges.Sum(charge => charge.ListCost);

        all.Select(Spent).ShouldBe([5 * price, 4 * price, price, 2 * price, price]);
        all.Select(budget => decimal.Parse(budget!["remaining"]!.GetValue<string>()))
            .First()
            .ShouldBe(100 - (5 * price));
        own.Select(Spent).ShouldBe([null, null, price]);
        own[0]!["amount"]!.GetValue<string>().ShouldBe("100");
    }

    [Theory]
    [InlineData("""{"tenant": "t-1"}""", false)]
    [InlineData("""{"account": "acme"}""", false)]
    [InlineData("""{"account": "acme", "tenant": "t-1"}""", true)]
    public async Task Budgets_OfATenantsKey_TellWhatWasSpentWhereTheAccountIsNamedToo(string scope, bool isTold)
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var key = host.MakeKey("acme", "t-1");
        await host.AdminAsync(HttpMethod.Put, "/api/v1/budgets", $$"""{"scope": {{scope}}, "amount": "7"}""");

        var budget = (await host.GetAsync(key, "/api/v1/budgets")).Body!["budgets"]!.AsArray().ShouldHaveSingleItem()!;

        budget["amount"]!.GetValue<string>().ShouldBe("7");
        foreach (var field in new[] { "spent", "remaining" })
        {
            budget.AsObject().ContainsKey(field).ShouldBe(isTold, field);
        }
    }

    [Fact]
    public async Task SetBudget_HoldsAtOnce_AndIsRemovedAtOnce()
    {
        await using var host = await ApiHost.StartAsync(Usage);
        var set = await host.AdminAsync(
            HttpMethod.Put,
            "/api/v1/budgets",
            """{"scope": {"subAccount": "t-1"}, "amount": "0.000000000001", "period": "total", "action": "block", "reserve": "strict"}"""
        );
        var again = await host.AdminAsync(
            HttpMethod.Put,
            "/api/v1/budgets",
            """{"scope": {"subAccount": "t-1"}, "amount": "7", "period": "total", "action": "block"}"""
        );

        again["id"]!.GetValue<string>().ShouldBe(set["id"]!.GetValue<string>());
        set["amount"]!.GetValue<string>().ShouldBe("0.000000000001");
        host.Admission.Budgets.ShouldHaveSingleItem().Budget.Amount.ShouldBe(7);
        await host.AdminAsync(HttpMethod.Delete, $"/api/v1/budgets/{set["id"]!.GetValue<string>()}");
        host.Admission.Budgets.ShouldBeEmpty();
    }

    private static decimal? Spent(JsonNode? budget) =>
        budget!["spent"] is { } spent ? decimal.Parse(spent.GetValue<string>()) : null;

    private static JsonNode Written(UsageReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            ReportJson.Write(json, report);
            json.WriteEndObject();
        }

        return JsonNode.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan))!;
    }

    private static IEnumerable<string> Costs(JsonNode report) =>
        ((string[])["listCost", "contractedCost", "effectiveCost", "billedCost"]).Select(cost =>
            report[cost]!.GetValue<string>()
        );

    private static BillingTerms TermsOf(string account) =>
        BillingTerms.Of(
            account,
            [
                .. ShippedPriceBooks.Files().Select(file => new TermsText(TermsKind.PriceBook, file, TextOf(file))),
                new TermsText(
                    TermsKind.Contract,
                    "contract.yaml",
                    $$"""
                    contract: c-1
                    account: {{account}}
                    currency: USD
                    discounts: [{ id: half, percent: 50, agreed: 2026-01-01 }]
                    taxes: [{ id: vat, percent: 10, agreed: 2026-01-01 }]
                    """
                ),
            ],
            asKnownOn: null
        );

    private static string TextOf(string file)
    {
        using var text = ShippedPriceBooks.Open(file);
        return text.ReadToEnd();
    }
}
