using FsCheck.Fluent;
using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Charges;

public sealed class ChargeRatingTests
{
    /// <summary>Against usage rated event by event as plainly as possible.</summary>
    [Fact]
    public void Finish_AnyStory_IsThatOfEachEventAlone() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var story = new BillingStory(seed);
                    foreach (var month in new[] { October, October.Next })
                    {
                        var terms = story.Book.Terms;
                        var question = BillMaker.QuestionOf(terms, Account, month, null);
                        var plain = story.Book.Charges.Rate(terms, question);
                        var sheet = Rate(terms, question, story.Book.Charges.Existing(long.MaxValue));

                        SumsByKey(sheet).ShouldBe(SumsByKey(plain), ignoreOrder: true);
                        sheet.Lines.ShouldBe(sheet.Lines.Order(ChargeLineOrder.Instance));
                        sheet.Lines.ShouldAllBe(line => line.Start >= month.Start && line.Start < month.End);
                    }

                    return true;
                }
            )
            .Holds(100);

    [Fact]
    public void Finish_CutsPricesAndHours_BeginNewLines()
    {
        var terms = Terms(
            """
            discounts: [{ id: off, percent: 50, from: 2026-10-10, agreed: 2026-01-01 }]
            reserved:
              - { id: gpu, for: { modes: cluster, meters: gpu_cluster_hours }, quantity: 1, each: hour, price: 1, from: 2026-10-01, until: 2026-11-01, paid: monthly, agreed: 2026-01-01 }
            """,
            [Credit("c", 1, "2026-10-05")]
        );
        var sheet = Rate(
            terms,
            BillMaker.QuestionOf(terms, Account, October, null) with
            {
                ByHour = [.. terms.Contract.Of<Contracts.QuantityCommitment>().Select(rule => rule.For)],
            },
            [
                Tokens("a", "2026-10-04T23:59:59Z", "large", Meters.InputTokens, 1_000_000),
                Tokens("b", "2026-10-05", "large", Meters.InputTokens, 1_000_000),
                Tokens("c", "2026-10-12", "large", Meters.InputTokens, 1_000_000),
                Tokens("d", "2026-10-13", "large", Meters.InputTokens, 2_000_000),
                Tokens("e", "2026-10-16", "large", Meters.InputTokens, 1_000_000),
                Hours("f", "2026-10-20T07:59:00Z", Mode.Cluster, 1),
                Hours("g", "2026-10-20T08:01:00Z", Mode.Cluster, 1),
            ]
        );

        sheet
            .Lines.Select(line => (line.Start, line.Events, line.ListCost, line.ContractedCost))
            .ShouldBe([
                (At("2026-10-20T07:00:00Z"), 1, 4, 2),
                (At("2026-10-20T08:00:00Z"), 1, 4, 2),
                (At("2026-10-01"), 1, 10, 10),
                (At("2026-10-05"), 1, 10, 10),
                (At("2026-10-10"), 2, 30, 15),
                (At("2026-10-16"), 1, 8, 4),
            ]);
    }

    [Fact]
    public void Finish_UnpricedAndUnsettled_AreCountedAndInNoLine()
    {
        var terms = Terms();
        var sheet = Rate(
            terms,
            BillMaker.QuestionOf(terms, Account, October, null),
            [
                Tokens("a", "2026-10-04", "unknown", Meters.InputTokens, 5),
                Tokens("c", "2026-10-01", "unknown", Meters.InputTokens, 7),
                Tokens("b", "2026-10-05", "small", Meters.InputTokens, 1_000_000) with
                {
                    Usage = [],
                    UnsettledReason = "no usage",
                },
            ]
        );

        sheet.Lines.ShouldBeEmpty();
        sheet.UnsettledEvents.ShouldBe(1);
        var unpriced = sheet.Unpriced.ShouldHaveSingleItem();
        (unpriced.Model, unpriced.Events).ShouldBe(("unknown", 2));
    }

    [Fact]
    public void AddStored_ManyAlike_IsThatManyTimesOne()
    {
        var terms = Terms();
        var rating = Rating(terms, BillMaker.QuestionOf(terms, Account, October, null));
        rating.AddStored(Tokens("a", "2026-10-04", "small", Meters.InputTokens, 1_500_000), 3, null, 3);

        var line = rating.Finish().Lines.ShouldHaveSingleItem();

        (line.Events, line.ConsumedQuantity, line.PricingQuantity, line.ListCost, line.ContractedCost).ShouldBe(
            (3, 4_500_000, 4.5m, 4.5m, 4.5m)
        );
    }

    /// <summary>Tiers are filled in the order of time, whatever the order in which usage comes.</summary>
    [Fact]
    public void Finish_TiersOfTheMonth_AreOfAllItsUsage()
    {
        var terms = Terms(
            "discounts: [{ id: half, percent: 50, for: { models: tiered }, agreed: 2026-01-01 }]",
            book: """
            provider: house
            sources:
              page: { text: "the price page", learned: 2026-01-01, confidence: official }
            models:
              - id: tiered
                kind: chat
                prices:
                  - { source: page, price: { input_tokens: { graduated: [{ up-to: 2M, amount: 10 }, { amount: 1 }] } } }
              - id: volume
                kind: chat
                prices:
                  - { source: page, price: { input_tokens: { volume: [{ up-to: 2M, amount: 10 }, { amount: 1 }] } } }
              - id: rounded
                kind: chat
                prices: [{ source: page, price: { input_tokens: 4 }, per: 1M tokens, round-up: true }]
            """
        );
        var sheet = Rate(
            terms,
            BillMaker.QuestionOf(terms, Account, October, null),
            [
                Tokens("c", "2026-10-20", "tiered", Meters.InputTokens, 3_000_000),
                Tokens("a", "2026-10-04", "tiered", Meters.InputTokens, 1_000_000),
                Tokens("b", "2026-10-05", "tiered", Meters.InputTokens, 1_000_000),
                Tokens("v", "2026-10-04", "volume", Meters.InputTokens, 3_000_000),
                Tokens("d", "2026-10-06", "rounded", Meters.InputTokens, 1_500_000),
                Tokens("e", "2026-10-07", "rounded", Meters.InputTokens, 100_000),
            ]
        );

        var tiered = sheet.Lines.Where(line => line.Key.Model == "tiered").ToList();
        tiered.Sum(line => line.ListCost).ShouldBe(23);
        tiered.Sum(line => line.ContractedCost).ShouldBe(11.5m);
        tiered.Sum(line => line.PricingQuantity).ShouldBe(5);
        tiered.ShouldAllBe(line => line.Key.ListUnitPrice == null && line.Key.ContractedUnitPrice == null);
        var volume = sheet.Lines.Single(line => line.Key.Model == "volume");
        (volume.ListCost, volume.Key.ListUnitPrice, volume.Key.ContractedUnitPrice).ShouldBe((3, null, null));
        var rounded = sheet.Lines.Single(line => line.Key.Model == "rounded");
        (rounded.ConsumedQuantity, rounded.PricingQuantity, rounded.ListCost).ShouldBe((1_600_000, 3, 12));
    }

    /// <summary>Half a month fills tiers otherwise than the whole of it.</summary>
    [Theory]
    [InlineData("2026-10-02", null)]
    [InlineData(null, "2026-10-31")]
    public void AddStored_TiersOfAPartOfAMonth_AreRefused(string? from, string? until)
    {
        var terms = Terms(
            book: Book.Replace(
                "price: { input_tokens: 1, output_tokens: 2 }",
                "price: { input_tokens: { graduated: [{ up-to: 2M, amount: 10 }, { amount: 1 }] } }",
                StringComparison.Ordinal
            )
        );
        var question = BillMaker.QuestionOf(terms, Account, October, null) with
        {
            From = from is null ? null : At(from),
            Until = until is null ? null : At(until),
        };

        Should
            .Throw<InvalidOperationException>(() =>
                Rating(terms, question).AddStored(Tokens("a", "2026-10-04", "small", Meters.InputTokens, 1), 1, null, 1)
            )
            .Message.ShouldBe("house/small/serverless/input_tokens has tiers of a month, asked for: a part of 2026-10");
    }

    /// <summary>A price that comes back goes on where it was: the lines of both prices are in the order of time.</summary>
    [Fact]
    public void Finish_PriceThatComesBack_HasItsLinesInTheOrderOfTime()
    {
        var terms = Terms(
            book: """
            provider: house
            sources:
              page: { text: "the price page", learned: 2026-01-01, confidence: official }
            models:
              - id: large
                kind: chat
                prices:
                  - { price: { input_tokens: 10 }, from: 2026-01-01, until: 2026-10-10, source: page }
                  - { price: { input_tokens: 8 }, from: 2026-10-10, until: 2026-10-20, source: page }
                  - { price: { input_tokens: 10 }, from: 2026-10-20, source: page }
            """
        );
        var sheet = Rate(
            terms,
            BillMaker.QuestionOf(terms, Account, October, null),
            [
                Tokens("c", "2026-10-25", "large", Meters.InputTokens, 1_000_000),
                Tokens("a", "2026-10-01", "large", Meters.InputTokens, 1_000_000),
                Tokens("b", "2026-10-15", "large", Meters.InputTokens, 1_000_000),
            ]
        );

        sheet.Lines.Select(line => (line.Start.Day, line.ListCost)).ShouldBe([(1, 10), (10, 8), (20, 10)]);
    }

    /// <summary>Whatever unit a rate is agreed in, the line says it for one of the list's.</summary>
    [Theory]
    [InlineData(
        "rates: [{ id: r, for: { meters: gpu_cluster_hours }, price: 0.05, per: minute, agreed: 2026-01-01 }]",
        3
    )]
    [InlineData("rates: [{ id: r, for: { meters: gpu_cluster_hours }, price: 3, per: hour, agreed: 2026-01-01 }]", 3)]
    [InlineData(
        "rates: [{ id: r, for: { meters: gpu_cluster_hours }, price: 30, per: 10 hours, agreed: 2026-01-01 }]",
        3
    )]
    [InlineData("discounts: [{ id: d, percent: 25, agreed: 2026-01-01 }]", 3)]
    [InlineData("", 4)]
    public void Finish_ContractedUnitPrice_IsForTheUnitOfTheList(string rules, decimal contracted)
    {
        var terms = Terms(rules);
        var line = Rate(
            terms,
            BillMaker.QuestionOf(terms, Account, October, null),
            [Hours("a", "2026-10-05", Mode.Cluster, 2)]
        )
            .Lines.ShouldHaveSingleItem();

        (line.Key.PricingUnit, line.Key.ListUnitPrice, line.Key.ContractedUnitPrice).ShouldBe(
            ("GPU-hour", 4, contracted)
        );
        line.ContractedCost.ShouldBe(2 * contracted);
    }

    /// <summary>Started blocks stay whole under a percentage; a rate is for what was used.</summary>
    [Theory]
    [InlineData("discounts: [{ id: d, percent: 25, agreed: 2026-01-01 }]", 3.0, 6)]
    [InlineData("rates: [{ id: r, for: { meters: input_tokens }, price: 2, agreed: 2026-01-01 }]", null, 3)]
    public void Finish_PriceByStartedBlocks_HasAContractedUnitPriceWhereItIsOne(
        string rules,
        double? unitPrice,
        decimal cost
    )
    {
        var terms = Terms(
            rules,
            book: Book.Replace(
                "prices: [{ price: { input_tokens: 1, output_tokens: 2 }, source: page }]",
                "prices: [{ source: page, price: { input_tokens: 4 }, per: 1M tokens, round-up: true }]",
                StringComparison.Ordinal
            )
        );
        var line = Rate(
            terms,
            BillMaker.QuestionOf(terms, Account, October, null),
            [Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_500_000)]
        )
            .Lines.ShouldHaveSingleItem();

        (line.ListCost, line.Key.ContractedUnitPrice, line.ContractedCost).ShouldBe((8, (decimal?)unitPrice, cost));
    }

    /// <summary>Each usage that one of several matches is about is by the hour.</summary>
    [Fact]
    public void Finish_SeveralAskedForByTheHour_AreEach()
    {
        var terms = Terms();
        var question = BillMaker.QuestionOf(terms, Account, October, null) with
        {
            ByHour =
            [
                new Contracts.ChargeMatch { Meters = ["input_tokens"] },
                new Contracts.ChargeMatch { Meters = ["output_tokens"] },
            ],
        };

        Rate(
            terms,
            question,
            [
                Tokens("a", "2026-10-05T07:10:00Z", "small", Meters.InputTokens, 1),
                Tokens("b", "2026-10-05T08:10:00Z", "small", Meters.OutputTokens, 1),
                Hours("c", "2026-10-05T09:10:00Z", Mode.Cluster, 1),
            ]
        )
            .Lines.Select(line => line.Start)
            .ShouldBe([October.Start, At("2026-10-05T07:00:00Z"), At("2026-10-05T08:00:00Z")]);
    }

    [Fact]
    public void AddPlain_AtAnAgreedRate_IsChargedByIt()
    {
        var terms = Terms("discounts: [{ id: half, percent: 50, agreed: 2026-01-01 }]");
        var rating = Rating(terms, BillMaker.QuestionOf(terms, Account, October, null));
        var one = Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1);
        var measured = new Rater(terms.Catalog, substitution: null, terms.Rates).Price(one, []).ShouldHaveSingleItem();

        rating.AddPlain(rating.PlainOf(one, measured), one.Time, 3_000_000, events: 2);

        var line = rating.Finish().Lines.ShouldHaveSingleItem();
        (line.Events, line.ConsumedQuantity, line.ListCost, line.ContractedCost).ShouldBe((2, 3_000_000, 3, 1.5m));
    }

    [Fact]
    public void AddToTiers_UsageThatIsAskedFor_IsRefused()
    {
        var terms = Terms();
        var rating = Rating(terms, BillMaker.QuestionOf(terms, Account, October, null));
        var asked = Tokens("a", "2026-10-04", "small", Meters.InputTokens, 1);

        Should.Throw<ArgumentException>(() => rating.AddToTiers(asked)).Message.ShouldContain("2026-10");
        rating.AddToTiers(asked with { Account = "other" });
        rating.AddToTiers(asked with { Time = TestBooks.At("2026-11-01") });
        rating.Finish().Lines.ShouldBeEmpty();

        var ofNone = Rating(terms, BillMaker.QuestionOf(terms, "", October, null));
        Should.Throw<ArgumentException>(() => ofNone.AddToTiers(asked with { Account = null }));
    }

    private static DateTimeOffset At(string time) => TestBooks.At(time);

    private static ChargeRating Rating(BillingTerms terms, ChargeQuestion question) =>
        new(
            new Rater(terms.Catalog, substitution: null, terms.Rates),
            question,
            [.. question.Cuts, .. terms.Rates.Boundaries]
        );

    private static ChargeSheet Rate(BillingTerms terms, ChargeQuestion question, IEnumerable<UsageEvent> events)
    {
        var rating = Rating(terms, question);
        foreach (var usageEvent in events.Where(one => question.Month.Contains(one.Time)))
        {
            rating.AddStored(usageEvent, events: 1, inputTokens: null, times: 1);
        }

        return rating.Finish();
    }

    private static IReadOnlyList<(ChargeKey, long, decimal, decimal, decimal, decimal)> SumsByKey(ChargeSheet sheet) =>
        [
            .. sheet
                .Lines.GroupBy(line => line.Key)
                .Select(lines =>
                    (
                        lines.Key,
                        lines.Sum(line => line.Events),
                        lines.Sum(line => line.ConsumedQuantity),
                        lines.Sum(line => line.PricingQuantity),
                        lines.Sum(line => line.ListCost),
                        lines.Sum(line => line.ContractedCost)
                    )
                ),
        ];
}
