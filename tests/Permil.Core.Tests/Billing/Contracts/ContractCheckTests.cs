using Permil.Pricing;
using static Permil.Billing.Contracts.TestContracts;

namespace Permil.Billing.Contracts;

public sealed class ContractCheckTests
{
    private static readonly PriceCatalog Catalog = new([
        TestBooks.Read(
            """
            billed-as: { cached_input_tokens: input_tokens }
            falls-back: { provisioned: { mode: serverless, source: page, note: no price of its own } }
            models:
              - id: org/big
                kind: chat
                prices:
                  - { source: page, price: { input_tokens: 1, output_tokens: 3 } }
                  - { source: page, mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens] } }
              - id: org/small
                kind: chat
                prices:
                  - { source: page, until: 2026-03-01, price: { input_tokens: 0.2 } }
                  - { source: page, price: { output_tokens: not-public } }
            classes:
              - { name: up to 16B, up-to: 16B, prices: [{ source: page, price: { embedding_tokens: 0.1 } }] }
            prices:
              - { source: page, mode: cluster, where: { gpu: h100 }, price: { gpu_cluster_hours: 3 } }
            """
        ),
    ]);

    /// <summary>The cheaper of two prices is never the first.</summary>
    private static readonly PriceBook Stepped = TestBooks.Read(
        """
        models:
          - id: stepped
            kind: chat
            prices:
              - { source: page, price: { input_tokens: 0.4 }, over: [{ input-tokens: 200K, price: { input_tokens: 0.2 } }] }
          - id: graduated
            kind: chat
            prices: [{ source: page, price: { input_tokens: { graduated: [{ up-to: 10K, amount: 0.5 }, { amount: 0.3 }] } } }]
          - id: volume
            kind: chat
            prices: [{ source: page, price: { input_tokens: { volume: [{ up-to: 10K, amount: 0.6 }, { amount: 0.4 }] } } }]
          - id: half
            kind: chat
            prices:
              - { source: page, price: { input_tokens: 1, output_tokens: 8 } }
              - { source: page, mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens, output_tokens] } }
        """
    );

    [Fact]
    public void Check_Sample_FindsNothing()
    {
        using var text = File.OpenText(Repository.PathOf("samples", "contracts", "acme.yaml"));

        ContractCheck.Check(text, "acme.yaml", new PriceCatalog(ShippedPriceBooks.Read())).ShouldBeEmpty();
    }

    [Fact]
    public void Check_NoContract_IsTheOneFault()
    {
        using var text = new StringReader("contract: c1\naccount: a\ncurrency: USD\nrate: []");

        var finding = ContractCheck.Check(text, "x.yaml", Catalog).ShouldHaveSingleItem();
        (finding.IsFault, finding.File, finding.Line).ShouldBe((true, "x.yaml", 4));
        finding.Message.ShouldStartWith("unknown key 'rate'");
    }

    [Fact]
    public void Check_OtherCurrency_IsAFault()
    {
        var contract = ReadText("contract: c1\naccount: a\ncurrency: EUR");

        ContractCheck
            .Check(contract, Catalog)
            .ShouldHaveSingleItem()
            .ShouldBe(new PriceFinding(true, "c1.yaml", 1, "the contract is in EUR, the price books are in USD"));
    }

    [Theory]
    [InlineData("modes: dedicated")]
    [InlineData("providers: nobody")]
    [InlineData("meters: inptu_tokens")]
    [InlineData("classes: up to 17B")]
    [InlineData("skus: other/*")]
    [InlineData("where: { gpu: h200 }")]
    [InlineData("models: org/big, modes: cluster, meters: input_tokens")]
    [InlineData("models: org/small, meters: output_tokens")]
    [InlineData("modes: provisioned, meters: gpu_cluster_hours")]
    public void Check_RuleOfNoPrice_IsAFault(string match) =>
        Found($"discounts: [{{ id: d, percent: 5, for: {{ {match} }}, agreed: 2026-01-01 }}]")
            .ShouldBe(["fault 4 d: no price of the books is what 'for' says"]);

    [Theory]
    [InlineData("models: ORG/*")]
    [InlineData("modes: cluster")]
    [InlineData("where: { gpu: h100 }")]
    [InlineData("meters: cached_input_tokens")]
    [InlineData("classes: up to 16b")]
    [InlineData("models: org/big, modes: provisioned, meters: output_tokens")]
    public void Check_RuleOfAPrice_IsFine(string match) =>
        Found($"discounts: [{{ id: d, percent: 5, for: {{ {match} }}, agreed: 2026-01-01 }}]").ShouldBeEmpty();

    [Fact]
    public void Check_RuleOfOtherTimes_IsARemark() =>
        Found(
                "discounts: [{ id: d, percent: 5, from: 2026-03-01, for: { models: org/small, meters: input_tokens }, agreed: 2026-01-01, until: 2026-04-01 }]"
            )
            .ShouldBe(["remark 4 d: what 'for' says has prices, but none in force 2026-03-01 to 2026-04-01"]);

    [Fact]
    public void Check_ModelOfNoBook_IsARemark() =>
        Found(
                """
                discounts: [{ id: d, percent: 5, for: { models: [org/*, mine/*, yours] }, agreed: 2026-01-01 }]
                credits: [{ id: c, kind: free, amount: 1, from: 2026-01-01, pays: { models: org/bgi } }]
                """
            )
            .ShouldBe([
                "remark 1 c: no price book has a model 'org/bgi'",
                "remark 4 d: no price book has a model 'mine/*' or 'yours'",
            ]);

    [Fact]
    public void Check_CreditOfNoPrice_IsAFault() =>
        Found("credits: [{ id: c, kind: free, amount: 1, from: 2026-01-01, pays: { modes: container } }]")
            .ShouldBe(["fault 1 c: no price of the books is what 'pays' says"]);

    [Fact]
    public void Check_RateOfAnotherUnit_IsAFault() =>
        ContractCheck
            .Check(
                Read("rates: [{ id: r, for: { meters: pages }, unit: sheet, price: 1, agreed: 2026-01-01 }]"),
                new PriceCatalog([
                    TestBooks.Read(
                        """
                        meters: { pages: { unit: page } }
                        prices: [{ source: page, price: { pages: 2 } }]
                        """
                    ),
                ])
            )
            .ShouldHaveSingleItem()
            .IsFault.ShouldBeTrue();

    [Theory]
    [InlineData(
        "meters: input_tokens, models: org/big",
        "1.01, per: 1M tokens",
        "acme/org/big/serverless/input_tokens, 1 per"
    )]
    [InlineData(
        "meters: input_tokens, models: org/big, modes: batch",
        "0.6",
        "acme/org/big/batch/input_tokens, 0.5 per"
    )]
    [InlineData(
        "meters: gpu_cluster_hours",
        "0.06, per: minute",
        "acme/*/cluster/gpu_cluster_hours[gpu=h100], 3 per GPU-hour"
    )]
    public void Check_RateAboveList_IsARemark(string match, string price, string list)
    {
        var found = Found($"rates: [{{ id: r, for: {{ {match} }}, price: {price}, agreed: 2026-01-01 }}]")
            .ShouldHaveSingleItem();

        found.ShouldStartWith("remark 4 r: ");
        found.ShouldContain($"is above the list price of {list}");
    }

    [Theory]
    [InlineData("meters: input_tokens, models: org/big, modes: serverless", "1, per: 1M tokens")]
    [InlineData("meters: embedding_tokens, models: org/big", "1, per: 1M tokens")]
    [InlineData("meters: input_tokens, models: org/big, modes: batch", "0.5")]
    [InlineData("meters: gpu_cluster_hours", "0.05, per: minute")]
    public void Check_RateAtList_IsFine(string match, string price) =>
        Found($"rates: [{{ id: r, for: {{ {match} }}, price: {price}, agreed: 2026-01-01 }}]").ShouldBeEmpty();

    /// <summary>A list price with steps or tiers is beaten only where a rate is above the least of them.</summary>
    [Theory]
    [InlineData("meters: input_tokens, models: stepped", "0.2", null)]
    [InlineData(
        "meters: input_tokens, models: stepped",
        "0.21",
        "acme/stepped/serverless/input_tokens, 0.2 per 1M tokens"
    )]
    [InlineData("meters: input_tokens, models: graduated", "0.3", null)]
    [InlineData(
        "meters: input_tokens, models: graduated",
        "0.31",
        "acme/graduated/serverless/input_tokens, 0.3 per 1M tokens"
    )]
    [InlineData("meters: input_tokens, models: volume", "0.4", null)]
    [InlineData(
        "meters: input_tokens, models: volume",
        "0.41",
        "acme/volume/serverless/input_tokens, 0.4 per 1M tokens"
    )]
    [InlineData("meters: input_tokens, models: half, modes: batch", "0.5", null)]
    [InlineData(
        "meters: input_tokens, models: half, modes: batch",
        "0.51",
        "acme/half/batch/input_tokens, 0.5 per 1M tokens"
    )]
    [InlineData("meters: output_tokens, models: half, modes: batch", "4", null)]
    [InlineData(
        "meters: input_tokens, models: [stepped, volume]",
        "0.5",
        "acme/stepped/serverless/input_tokens, 0.2 per 1M tokens (always), and 1 more prices"
    )]
    public void Check_RateBesideStepsTiersAndShares_IsHeldAgainstTheLeast(string match, string price, string? list)
    {
        var found = ContractCheck
            .Check(
                Read($"rates: [{{ id: r, for: {{ {match} }}, price: {price}, agreed: 2026-01-01 }}]"),
                new PriceCatalog([Stepped])
            )
            .Select(finding => finding.Message);

        found.ShouldBe(
            list is null
                ? []
                :
                [
                    $"r: {price} per 1M tokens is above the list price of {list}{(list.EndsWith("prices", StringComparison.Ordinal) ? "" : " (always)")}",
                ]
        );
    }

    [Fact]
    public void Check_RuleAfterOnesThatTakeAll_NeverApplies() =>
        Found(
                """
                discounts:
                  - { id: a, percent: 5, for: { models: org/* }, agreed: 2026-01-01 }
                  - { id: b, percent: 6, for: { models: org/big }, agreed: 2026-01-01 }
                  - { id: c, percent: 7, for: { models: org/big, meters: output_tokens }, until: 2026-05-01, agreed: 2026-01-01 }
                  - { id: d, percent: 8, for: { classes: up to 16B, models: mine }, agreed: 2026-01-01 }
                  - { id: e, percent: 9, for: { classes: up to 16B, models: [mine] }, agreed: 2026-01-01 }
                  - { id: f, percent: 9, for: { classes: up to 16B, models: [mine, yours] }, agreed: 2026-01-01 }
                  - { id: g, percent: 9, agreed: 2026-01-01 }
                """
            )
            .Where(finding => finding.Contains("never applies", StringComparison.Ordinal))
            .ShouldBe([
                "remark 6 b: never applies: all it is about belongs to a (line 5)",
                "remark 7 c: never applies: all it is about belongs to a (line 5)",
                "remark 9 e: never applies: all it is about belongs to d (line 8)",
            ]);

    [Theory]
    [InlineData("{ id: a, percent: 5, for: { models: org/* }, until: 2026-02-01, agreed: 2026-01-01 }")]
    [InlineData("{ id: a, percent: 5, for: { models: org/* }, agreed: 2026-01-01, withdrawn: 2026-01-02 }")]
    [InlineData("{ id: a, percent: 5, for: { models: org/big, modes: batch }, agreed: 2026-01-01 }")]
    public void Check_RuleAfterOnesThatLeaveSomething_IsFine(string first) =>
        Found($"discounts: [{first}, {{ id: b, percent: 6, for: {{ models: org/big }}, agreed: 2026-01-01 }}]")
            .ShouldBeEmpty();

    [Fact]
    public void Check_RuleAfterTwoThatTakeAllTogether_NamesBoth() =>
        Found(
                """
                discounts:
                  - { id: a, percent: 5, for: { models: org/* }, agreed: 2026-01-01 }
                  - { id: b, percent: 6, for: { modes: cluster }, agreed: 2026-01-01 }
                  - { id: c, percent: 7, for: { meters: [gpu_cluster_hours, output_tokens] }, agreed: 2026-01-01 }
                """
            )
            .ShouldBe(["remark 7 c: never applies: all it is about belongs to a (line 5), b (line 6)"]);

    [Fact]
    public void Check_PercentageUnderARate_NeverApplies() =>
        Found(
                """
                discounts: [{ id: d, percent: 5, for: { meters: gpu_cluster_hours }, agreed: 2026-01-01 }]
                rates: [{ id: r, for: { meters: gpu_cluster_hours }, price: 2, agreed: 2026-01-01 }]
                """
            )
            .ShouldBe(["remark 4 d: never applies: all it is about belongs to r (line 5)"]);

    [Fact]
    public void Check_VolumeBesideAPercentage_IsFine() =>
        Found(
                """
                discounts: [{ id: d, percent: 5, agreed: 2026-01-01 }]
                volume-discounts: [{ id: v, over: spend, tiers: [{ percent: 5 }], agreed: 2026-01-01 }]
                """
            )
            .ShouldBeEmpty();

    [Fact]
    public void Check_OverlappingTaxes_AddUp() =>
        Found(
                """
                taxes:
                  - { id: a, percent: 19, until: 2026-03-01, agreed: 2026-01-01 }
                  - { id: b, percent: 5.5, from: 2026-02-01, agreed: 2026-01-01 }
                  - { id: c, percent: 20, from: 2026-03-01, until: 2026-04-01, agreed: 2026-01-01 }
                """
            )
            .ShouldBe([
                "remark 6 b: adds up with a (line 5) 2026-02-01 to 2026-03-01: 19% + 5.5%",
                "remark 7 c: adds up with b (line 6) 2026-03-01 to 2026-04-01: 5.5% + 20%",
            ]);

    [Theory]
    [InlineData("meters: gpu_cluster_hours", "2026-01-15", true)]
    [InlineData("meters: gpu_cluster_hours", "2026-02-01", false)]
    [InlineData("meters: input_tokens", "2026-01-15", false)]
    public void Check_CommitmentsAtOnce_AreNamed(string match, string from, bool isNamed)
    {
        var found = Found(
            $$"""
            reserved:
              - { id: a, for: { meters: gpu_cluster_hours }, quantity: 8, each: hour, cost: 1, paid: monthly,
                  from: 2026-01-01, until: 2026-02-01, agreed: 2026-01-01 }
              - { id: b, for: { {{match}} }, quantity: 8, each: hour, cost: 1, paid: monthly,
                  from: {{from}}, until: 2026-03-01, agreed: 2026-01-01 }
            """
        );

        found.ShouldBe(
            isNamed
                ?
                [
                    "remark 7 b: is 2026-01-15 to 2026-02-01 about usage that a (line 5) is about too: that one is used up first",
                ]
                : []
        );
    }

    /// <summary>What is priced by size may be of any model, so names decide; what has a model is one or is not.</summary>
    [Theory]
    [InlineData("classes: up to 16B, models: mine", "classes: up to 16B", true)]
    [InlineData("classes: up to 16B", "classes: up to 16B, models: mine", true)]
    [InlineData("classes: up to 16B, models: mine", "classes: up to 16B, models: yours", false)]
    [InlineData("classes: up to 16B, models: ['mi*', x]", "classes: up to 16B, models: [mine, y]", true)]
    [InlineData("classes: up to 16B, models: [mine, y]", "classes: up to 16B, models: ['mi*', x]", true)]
    [InlineData("models: org/*", "models: '*/big'", true)]
    public void Check_CommitmentsAtOnceByNames_AreNamed(string first, string second, bool isNamed) =>
        Found(
                $$"""
                spend-commitments:
                  - { id: a, for: { {{first}} }, amount: 9, paid: upfront, from: 2026-01-01, until: 2026-02-01, agreed: 2026-01-01 }
                  - { id: b, for: { {{second}} }, amount: 9, paid: upfront, from: 2026-01-01, until: 2026-02-01, agreed: 2026-01-01 }
                """
            )
            .Where(finding => finding.Contains("that one is used up first", StringComparison.Ordinal))
            .Count()
            .ShouldBe(isNamed ? 1 : 0);

    [Fact]
    public void Check_MinimumsAtOnce_AreEachMadeUpFor() =>
        Found(
                """
                minimums:
                  - { id: a, amount: 9, agreed: 2026-01-01 }
                  - { id: b, for: { models: org/big }, amount: 5, agreed: 2026-01-01 }
                """
            )
            .ShouldBe([
                "remark 6 b: is always about usage that a (line 5) is about too: each is made up for on its own",
            ]);

    [Fact]
    public void Check_CommitmentsOfModelsThatDiffer_AreFine() =>
        Found(
                """
                spend-commitments:
                  - { id: a, for: { models: org/big }, amount: 9, paid: upfront, from: 2026-01-01, until: 2026-02-01, agreed: 2026-01-01 }
                  - { id: b, for: { models: org/small }, amount: 9, paid: upfront, from: 2026-01-01, until: 2026-02-01, agreed: 2026-01-01 }
                """
            )
            .ShouldBeEmpty();

    private static List<string> Found(string body) =>
        [
            .. ContractCheck
                .Check(Read(body), Catalog)
                .Select(finding => $"{(finding.IsFault ? "fault" : "remark")} {finding.Line} {finding.Message}"),
        ];
}
