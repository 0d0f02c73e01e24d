using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

/// <summary>Usage that is handed to the rating as sums or so many alike, as the store and the fast path do.</summary>
public sealed class StoredUsageRatingTests
{
    private const string Book = """
        models:
          - id: flat
            kind: chat
            prices:
              - { source: page, price: { input_tokens: 1, output_tokens: 3 }, over: [{ input-tokens: 1000, price: { input_tokens: 2 } }] }
          - id: tiered
            kind: chat
            prices: [{ source: page, price: { input_tokens: { graduated: [{ up-to: 1M, amount: 3 }, { amount: 1 }] } } }]
        """;

    private const string TieredBook = """
        models:
          - id: tiered
            kind: chat
            prices: [{ source: page, price: { input_tokens: { graduated: [{ up-to: 1M, amount: 3 }, { amount: 1 }] } } }]
        """;

    private static readonly UsageEvent Used = TestBooks.Event(
        "flat",
        new Measurement(Meters.InputTokens, 1_000),
        new Measurement(Meters.OutputTokens, 500)
    );

    private static readonly UsageEvent Partly = TestBooks.Event(
        "flat",
        new Measurement(Meters.InputTokens, 1_000),
        new Measurement(Meters.ImageGenerations, 2)
    );

    [Theory]
    [InlineData("")]
    [InlineData("model")]
    [InlineData("sku")]
    public void AddStored_SoManyAlike_IsTheSameAsEachByItself(string keys)
    {
        foreach (var usage in new[] { Used, Partly, Used with { Model = "unheard-of" } })
        {
            var one = Rating(keys);
            one.AddStored(usage, events: 3, times: 3);
            var each = Rating(keys);
            for (var i = 0; i < 3; i++)
            {
                each.AddStored(usage, events: 1);
            }

            Bulk.RatingText.Of(one.Finish()).ShouldBe(Bulk.RatingText.Of(each.Finish()));
        }
    }

    [Theory]
    [InlineData("", " 3000;3;3;0.003")]
    [InlineData("meter", "input_tokens 3000;3;0;0.003|image_generations 6;3;3;0")]
    public void AddStored_PartlyUnpriced_CountsItOnceAnEvent(string keys, string groups)
    {
        var rating = Rating(keys);
        rating.AddStored(Partly, events: 3, times: 3);
        var summary = rating.Finish();

        summary.Events.ShouldBe(3);
        summary.Unpriced.ShouldBe(3);
        summary.ListCost.ShouldBe(0.003m);
        var unpriced = summary.UnpricedGroups.ShouldHaveSingleItem();
        unpriced.Events.ShouldBe(3);
        unpriced.Quantities.ShouldBe([new Measurement(Meters.ImageGenerations, 6)]);
        string.Join(
                '|',
                summary.Groups.Select(group =>
                    $"{group.Values.FirstOrDefault()} {group.Quantities[0].Quantity};{group.Events};{group.Unpriced};{DecimalText.Of(group.ListCost)}"
                )
            )
            .ShouldBe(groups);
    }

    [Fact]
    public void AddStored_ByModelAndMeter_SplitsEachModelByMeter()
    {
        var rating = Rating("model,meter");
        rating.AddStored(Used, events: 1);

        rating
            .Finish()
            .Groups.Select(group => (string.Join(' ', group.Values), group.ListCost))
            .ShouldBe([("flat output_tokens", 0.0015m), ("flat input_tokens", 0.001m)]);
    }

    /// <summary>Two meters without a price are in one group, that of no SKU: it is one event there, and all of it unpriced.</summary>
    [Fact]
    public void AddStored_TwoUnpricedMetersBySku_CountOneEvent()
    {
        var rating = Rating("sku");
        rating.AddStored(
            TestBooks.Event(
                "flat",
                new Measurement(Meters.ImageGenerations, 1),
                new Measurement(Meters.FineTuningTokens, 2)
            ),
            events: 5
        );

        var group = rating.Finish().Groups.ShouldHaveSingleItem();
        (group.Events, group.Unpriced, group.IsAllUnpriced).ShouldBe((5, 5, true));
    }

    [Fact]
    public void Quantities_WhateverComesFirst_AreInTheOrderOfMeters()
    {
        var group = new UsageGroup([]);
        foreach (
            var meter in new[]
            {
                Meters.OutputTokens,
                Meters.InputTokens,
                Meters.ImageGenerations,
                Meters.CachedInputTokens,
            }
        )
        {
            group.AddQuantity(meter, 1);
        }

        group
            .Quantities.Select(measured => measured.Meter)
            .ShouldBe([Meters.InputTokens, Meters.CachedInputTokens, Meters.OutputTokens, Meters.ImageGenerations]);
    }

    [Fact]
    public void AddStored_LengthOfTheRequest_DecidesTheStep()
    {
        var rating = Rating("");
        rating.AddStored(Used, events: 1, inputTokens: 1_001);

        rating.Finish().ListCost.ShouldBe(0.0035m);
    }

    [Fact]
    public void AddSum_OfManyEvents_IsPricedAtTheirLengthAndNotAtTheSums()
    {
        var rating = Rating("");
        rating.AddSum(
            TestBooks.Event("flat", new Measurement(Meters.InputTokens, 5_000)),
            events: 10,
            inputTokens: 500
        );
        var summary = rating.Finish();

        summary.Events.ShouldBe(10);
        summary.ListCost.ShouldBe(0.005m);
    }

    [Fact]
    public void AddStored_UnsettledAndFailed_AreCountedByReason()
    {
        var rating = Rating("");
        rating.AddStored(Used with { Usage = [], UnsettledReason = "cut off" }, events: 2);
        rating.AddStored(Used with { Usage = [], UnsettledReason = "no usage" }, events: 3);
        rating.AddStored(Used with { Usage = [], UnsettledReason = "cut off" }, events: 4);
        rating.AddStored(Used with { Usage = [], UnsettledReason = "asked" }, events: 3);
        rating.AddStored(Used.With((Usage.Attribute.Outcome, Usage.Attribute.Failed)) with { Usage = [] }, events: 5);
        rating.AddStored(Used.With((Usage.Attribute.Outcome, "cache_hit")) with { Usage = [] }, events: 7);
        rating.AddDuplicates(11);
        rating.AddDuplicates(1);
        var summary = rating.Finish();

        summary.Events.ShouldBe(24);
        summary.Unsettled.ShouldBe(12);
        summary.Failed.ShouldBe(5);
        summary.Duplicates.ShouldBe(12);
        summary.UnsettledReasons.ShouldBe([new("cut off", 6), new("asked", 3), new("no usage", 3)]);
    }

    [Fact]
    public void Finish_UnpricedGroups_AreByEventsThenModelThenReason()
    {
        var rating = Rating("");
        rating.AddUnpriced(Of("b"), [new UnpricedUsage(Meters.InputTokens, 1, "y")], events: 2);
        rating.AddUnpriced(Of("b"), [new UnpricedUsage(Meters.InputTokens, 1, "x")], events: 2);
        rating.AddUnpriced(Of("a"), [new UnpricedUsage(Meters.InputTokens, 1, "z")], events: 2);
        rating.AddUnpriced(
            Of("c"),
            [new UnpricedUsage(Meters.InputTokens, 4, "x"), new UnpricedUsage(Meters.OutputTokens, 5, "x")],
            events: 3
        );
        rating.AddUnpriced(Of("d"), [], events: 9);
        var summary = rating.Finish();

        summary
            .UnpricedGroups.Select(group => (group.Model, group.Reason, group.Events))
            .ShouldBe([("c", "x", 3), ("a", "z", 2), ("b", "x", 2), ("b", "y", 2)]);
        summary
            .UnpricedGroups[0]
            .Quantities.ShouldBe([new Measurement(Meters.InputTokens, 4), new Measurement(Meters.OutputTokens, 5)]);
        summary.Unpriced.ShouldBe(9);

        static UsageEvent Of(string model) => TestBooks.Event(model);
    }

    [Fact]
    public void AddGroups_BesideEvents_AreAddedToTheGroupOfTheSameValues()
    {
        var rating = Rating("model");
        rating.AddStored(Used, events: 1);
        rating.AddGroups([
            new UsageGroup(["flat"], [new Measurement(Meters.OutputTokens, 7)], events: 2, unpriced: 1, listCost: 4),
            new UsageGroup(["other"], [new Measurement(Meters.InputTokens, 9)], events: 3, unpriced: 0, listCost: 5),
        ]);
        var summary = rating.Finish();

        summary.Events.ShouldBe(6);
        summary
            .Groups.Select(group => (group.Values[0], group.Events, group.Unpriced, group.ListCost))
            .ShouldBe([("other", 3, 0, 5m), ("flat", 3, 1, 4.0025m)]);
        summary
            .Groups[1]
            .Quantities.ShouldBe([
                new Measurement(Meters.InputTokens, 1_000),
                new Measurement(Meters.OutputTokens, 507),
            ]);
        summary.ListCost.ShouldBe(9.0025m);
        rating.Finish().ListCost.ShouldBe(9.0025m);
    }

    [Fact]
    public void AddGroups_WithoutEvents_AreTheGroups()
    {
        var rating = Rating("model");
        rating.AddGroups([new UsageGroup(["other"], [], events: 3, unpriced: 0, listCost: 5)]);

        rating.Finish().Groups.ShouldHaveSingleItem().ListCost.ShouldBe(5);
    }

    [Fact]
    public void AddToTiers_FillsThemWithoutBeingInAGroup()
    {
        var rating = Rating("");
        rating.AddToTiers(Tiered("first", 800_000, 1));
        rating.AddToTiers(Used);
        rating.AddStored(Tiered("second", 400_000, 2), events: 1);
        var summary = rating.Finish();

        // 0.2 at 3, 0.2 at 1.
        summary.ListCost.ShouldBe(0.8m);
        summary.Events.ShouldBe(1);
        summary.Groups.ShouldHaveSingleItem().Events.ShouldBe(1);
    }

    [Fact]
    public void ChargeTiers_OfTheMonthsSoFar_BeginsThemAnew()
    {
        var rating = Rating("");
        rating.AddStored(Tiered("first", 800_000, 1), events: 1);
        rating.ChargeTiers();
        rating.AddStored(Tiered("second", 800_000, 2), events: 1);

        rating.Finish().ListCost.ShouldBe(4.8m);
        rating.Finish().ListCost.ShouldBe(4.8m);
    }

    /// <summary>Each account and SKU has tiers of its own; at the same instant the events' numbers decide the order.</summary>
    [Fact]
    public void Finish_Tiers_AreOfTheAccount()
    {
        var rating = Rating("account");
        rating.AddStored(Tiered("a", 800_000, 1) with { Account = "x" }, events: 1);
        rating.AddStored(Tiered("b", 800_000, 1) with { Account = "y" }, events: 1);

        rating.Finish().Groups.Select(group => group.ListCost).ShouldBe([2.4m, 2.4m]);
    }

    [Fact]
    public void Finish_TiersAtTheSameInstant_DoNotDependOnTheOrderOfArrival()
    {
        UsageEvent[] events =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(i => Tiered($"e{i}", 300_000 + (i * 1_000), 1) with { SubAccount = $"t{i}" }),
        ];
        var texts = new[] { events, events.Reverse(), events.OrderBy(one => one.Id[1] % 3) }.Select(order =>
        {
            var rating = Rating("tenant");
            foreach (var one in order)
            {
                rating.Accept(one);
            }

            return Bulk.RatingText.Of(rating.Finish());
        });

        texts.Distinct().Count().ShouldBe(1);
    }

    /// <summary>The tiers of June are filled by all of June, those of July by July, whatever stretch is asked for.</summary>
    [Theory]
    [InlineData("2026-06-10", "2026-06-20", "0.8")]
    [InlineData("2026-06-01", "2026-07-01", "3.6")]
    [InlineData("2026-06-10", null, "3.6")]
    [InlineData(null, "2026-06-20", "5.6")]
    [InlineData("2026-07-01", null, "2.4")]
    public void Accept_OutsideThePeriod_FillsOnlyMonthsOfThePeriod(string? from, string? to, string cost)
    {
        var rating = new UsageRating(
            TestBooks.RaterOf(TieredBook),
            [],
            from is null ? null : TestBooks.At(from),
            to is null ? null : TestBooks.At(to)
        );
        foreach (
            var (id, day) in new[]
            {
                ("a", "2026-05-31"),
                ("b", "2026-06-05"),
                ("c", "2026-06-15"),
                ("d", "2026-06-25"),
                ("e", "2026-07-01"),
            }
        )
        {
            var tokens = id is "c" or "d" ? 400_000 : 800_000;
            var usage = Tiered(id, tokens, 1) with { Time = TestBooks.At(day) };
            rating.Accept(usage);
            rating.Accept(usage);
        }

        DecimalText.Of(rating.Finish().ListCost).ShouldBe(cost);
    }

    [Fact]
    public void Reject_MoreLinesThanAreKept_AreStillCounted()
    {
        var rating = Rating("");
        for (var line = 1; line <= UsageRating.MaxRejectedLinesKept + 5; line++)
        {
            rating.Reject(new RejectedLine("log", line, "no JSON"));
        }

        var summary = rating.Finish();
        summary.Rejected.ShouldBe(UsageRating.MaxRejectedLinesKept + 5);
        summary.RejectedLines.Count.ShouldBe(UsageRating.MaxRejectedLinesKept);
        summary.RejectedLines[^1].Line.ShouldBe(UsageRating.MaxRejectedLinesKept);
    }

    [Fact]
    public void Finish_ByProvider_IsWhoseBookKnowsTheModel()
    {
        var rating = Rating("provider,model");
        rating.AddStored(Used with { Provider = null }, events: 1);
        rating.AddStored(Used with { Provider = null, Usage = [] }, events: 1);
        rating.AddStored(Used with { Provider = "elsewhere", Model = "unheard-of" }, events: 1);

        rating
            .Finish()
            .Groups.Select(group => (group.Values[0], group.Events))
            .ShouldBe([("acme", 2), ("elsewhere", 1)]);
    }

    /// <summary>What usage would cost elsewhere stays with whom it was used at.</summary>
    [Fact]
    public void Finish_ByProviderWithASubstitution_IsTheOneUsed()
    {
        var other = TestBooks.ReadText(
            """
            provider: other
            sources: { page: { text: "the price page", learned: 2026-01-01, confidence: official } }
            models: [{ id: dear, kind: chat, prices: [{ source: page, price: { input_tokens: 100, output_tokens: 100 } }] }]
            """
        );
        var catalog = new PriceCatalog([TestBooks.Read(Book), other]);
        var rating = new UsageRating(
            new Rater(catalog, new UsageSubstitution([], "dear", null)),
            GroupKey.ParseAll(["provider"])
        );
        rating.AddStored(Used, events: 1);

        var group = rating.Finish().Groups.ShouldHaveSingleItem();
        group.Values.ShouldBe(["acme"]);
        group.ListCost.ShouldBe(0.15m);
    }

    [Theory]
    [InlineData(0, 2, 2, true)]
    [InlineData(0, 2, 3, false)]
    [InlineData(0, 0, 0, false)]
    [InlineData(1, 2, 2, false)]
    public void IsAllUnpriced_OnlyWhereNothingHasAPrice(int listCost, int unpriced, int events, bool expected) =>
        new UsageGroup([], [], events, unpriced, listCost).IsAllUnpriced.ShouldBe(expected);

    [Fact]
    public void AskedBounds_AreThoseThatWereSaid()
    {
        var day = TestBooks.Noon;
        new UsageRating(TestBooks.RaterOf(Book), [], day, null).AskedBounds.ShouldBe([day]);
        new UsageRating(TestBooks.RaterOf(Book), []).AskedBounds.ShouldBeEmpty();
    }

    private static UsageEvent Tiered(string id, decimal tokens, int minute) =>
        TestBooks.Event("tiered", new Measurement(Meters.InputTokens, tokens)) with
        {
            Id = id,
            Time = TestBooks.Noon.AddMinutes(minute),
        };

    private static UsageRating Rating(string keys) => new(TestBooks.RaterOf(Book), GroupKey.ParseAll([keys]));
}
