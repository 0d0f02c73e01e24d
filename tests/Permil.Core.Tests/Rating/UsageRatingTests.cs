using FsCheck.Fluent;
using Permil.Pricing;
using Permil.Rating.Bulk;
using Permil.Usage;

namespace Permil.Rating;

public sealed class UsageRatingTests
{
    private const string Book = """
        models:
          - id: flat
            kind: chat
            prices: [{ price: { input_tokens: 0.3, cached_input_tokens: 0.07, output_tokens: 1.1 }, source: page }]
          - id: tiered
            kind: chat
            prices:
              - { price: { input_tokens: { graduated: [{ up-to: 1M, amount: 3 }, { amount: 1 }] }, output_tokens: { volume: [{ up-to: 100K, amount: 9 }, { amount: 7 }] } }, source: page }
        """;

    [Fact]
    public void Finish_AnyPartition_SumsToTheWhole() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var events = Events(seed, "flat");
                    var whole = Rate(events);
                    foreach (
                        var key in new[] { "tenant", "day", "meter", "sku", "model,hour", "tag:x", "provider", "mode" }
                    )
                    {
                        var parts = Rate(events, key.Split(','));
                        parts.ListCost.ShouldBe(whole.ListCost);
                        parts.Groups.Sum(group => group.ListCost).ShouldBe(whole.ListCost);
                        QuantityOf(parts, Meters.InputTokens).ShouldBe(QuantityOf(whole, Meters.InputTokens));
                        if (key is not ("meter" or "sku"))
                        {
                            parts.Groups.Sum(group => group.Events).ShouldBe(whole.Events);
                        }
                    }

                    var cut = new Random(seed).Next(events.Count + 1);
                    var (first, second) = (Rate(events[..cut]), Rate(events[cut..]));
                    (first.ListCost + second.ListCost).ShouldBe(whole.ListCost);
                    (first.Events + second.Events).ShouldBe(whole.Events);
                    return true;
                }
            )
            .Holds(200);

    [Fact]
    public void Finish_Tiers_DoNotDependOnTheOrder() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var events = Events(seed, "tiered");
                    var shuffled = events.ToArray();
                    new Random(seed).Shuffle(shuffled);
                    foreach (var key in new[] { "model", "month", "sku" })
                    {
                        RatingText.Of(Rate(shuffled, key)).ShouldBe(RatingText.Of(Rate(events, key)));
                    }

                    Rate(shuffled, "tenant", "day").ListCost.ShouldBe(Rate(events).ListCost);
                    return true;
                }
            )
            .Holds(100);

    [Fact]
    public void Finish_Tiers_CountAMonthAtATime()
    {
        var events = new[]
        {
            ("a", "2026-05-31T23:59:59Z"),
            ("b", "2026-06-01T00:00:00Z"),
            ("c", "2026-06-30T00:00:00Z"),
        }
            .Select(one =>
                Event(one.Item1, "tiered", TestBooks.At(one.Item2), new Measurement(Meters.InputTokens, 800_000))
            )
            .ToList();

        var summary = Rate(events, "month");

        // May: 0.8 x 3. June: 1 x 3 + 0.6 x 1.
        summary
            .Groups.Select(group => (group.Values[0], group.ListCost))
            .ShouldBe([("2026-06", 3.6m), ("2026-05", 2.4m)]);
    }

    [Fact]
    public void Accept_SameIdFromTwoSources_CountsTwice_SameSourceOnce()
    {
        var usageEvent = Event("a", "flat", TestBooks.Noon, new Measurement(Meters.InputTokens, 1_000_000));
        var summary = Rate([usageEvent, usageEvent with { Source = "other" }, usageEvent]);

        summary.Events.ShouldBe(2);
        summary.Duplicates.ShouldBe(1);
        summary.ListCost.ShouldBe(0.6m);
    }

    [Fact]
    public void Finish_ByMeterAndSku_CountsAnEventInEachGroupItIsIn()
    {
        var usageEvent = Event(
            "a",
            "flat",
            TestBooks.Noon,
            new Measurement(Meters.InputTokens, 1_000_000),
            new Measurement(Meters.OutputTokens, 1_000_000),
            new Measurement(Meters.ImageGenerations, 2)
        );

        var byMeter = Rate([usageEvent], "meter");
        var bySku = Rate([usageEvent], "sku");

        byMeter.Events.ShouldBe(1);
        byMeter.Unpriced.ShouldBe(1);
        byMeter
            .Groups.Select(group => (group.Values[0], group.Events, group.ListCost))
            .ShouldBe([("output_tokens", 1, 1.1m), ("input_tokens", 1, 0.3m), ("image_generations", 1, 0m)]);
        bySku
            .Groups.Select(group => (group.Values[0], group.ListCost))
            .ShouldBe([
                ("acme/flat/serverless/output_tokens", 1.1m),
                ("acme/flat/serverless/input_tokens", 0.3m),
                (null, 0m),
            ]);
    }

    [Fact]
    public void Accept_Period_IsHalfOpen()
    {
        var from = TestBooks.At("2026-06-01T00:00:00Z");
        var to = TestBooks.At("2026-06-02T00:00:00Z");
        var rating = new UsageRating(TestBooks.RaterOf(Book), [], from, to);
        foreach (var time in new[] { from.AddTicks(-1), from, to.AddTicks(-1), to })
        {
            rating.Accept(Event($"{time.Ticks}", "flat", time, new Measurement(Meters.InputTokens, 1)));
        }

        rating.Finish().Events.ShouldBe(2);
    }

    private static decimal QuantityOf(RatingSummary summary, Meter meter) =>
        summary.Groups.Sum(group => group.Quantities.FirstOrDefault(measured => measured.Meter == meter).Quantity);

    [Fact]
    public void Finish_TiersOverPartsOfAMonth_AddUpToTheMonth() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var events = Events(seed, "tiered");
                    var cut = TestBooks.At("2026-05-28T00:00:00Z").AddMinutes(new Random(seed).Next(0, 20_000));
                    var before = Rate(events, null, cut);
                    var after = Rate(events, cut, null);
                    (before.ListCost + after.ListCost).ShouldBe(Rate(events).ListCost);
                    (before.Events + after.Events).ShouldBe(Rate(events).Events);
                    return true;
                }
            )
            .Holds(200);

    [Fact]
    public void Finish_FailedCalls_AreEventsThatCostNothing()
    {
        var failed = Event("e1", "flat", TestBooks.Noon) with
        {
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Usage.Attribute.Outcome] = Usage.Attribute.Failed,
            },
        };
        var summary = Rate([
            failed,
            Event("e2", "flat", TestBooks.Noon, new Measurement(Meters.InputTokens, 1_000_000)),
        ]);

        summary.Events.ShouldBe(2);
        summary.Failed.ShouldBe(1);
        summary.Unpriced.ShouldBe(0);
        summary.ListCost.ShouldBe(0.3m);
    }

    private static RatingSummary Rate(IReadOnlyList<UsageEvent> events, DateTimeOffset? from, DateTimeOffset? to)
    {
        var rating = new UsageRating(TestBooks.RaterOf(Book), [], from, to);
        foreach (var usageEvent in events)
        {
            rating.Accept(usageEvent);
        }

        return rating.Finish();
    }

    private static RatingSummary Rate(IReadOnlyList<UsageEvent> events, params string[] keys)
    {
        var rating = new UsageRating(TestBooks.RaterOf(Book), [.. keys.Select(key => GroupKey.Parse(key)!)]);
        foreach (var usageEvent in events)
        {
            rating.Accept(usageEvent);
        }

        return rating.Finish();
    }

    private static List<UsageEvent> Events(int seed, string model)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, random.Next(1, 60))
                .Select(i =>
                    Event(
                        $"e{i}",
                        model,
                        TestBooks.At("2026-05-28T00:00:00Z").AddMinutes(random.Next(0, 20_000)),
                        new Measurement(Meters.InputTokens, random.Next(0, 400_000)),
                        new Measurement(Meters.OutputTokens, random.Next(0, 40_000))
                    ) with
                    {
                        SubAccount = random.Next(4) is var tenant and > 0 ? $"t{tenant}" : null,
                    }
                ),
        ];
    }

    private static UsageEvent Event(string id, string model, DateTimeOffset time, params Measurement[] usage) =>
        TestBooks.Event(model, usage) with
        {
            Id = id,
            Time = time,
        };
}
