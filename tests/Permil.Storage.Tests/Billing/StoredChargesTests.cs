using Permil.Allocation;
using Permil.Billing;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Storage.Billing;

public sealed class StoredChargesTests
{
    private static readonly ChargeQuestion February = TestTerms.Question("2026-02");

    private int _events;

    [Fact]
    public void Rate_OverrideAndPercentOff_TellListAndContracted()
    {
        var terms = TestTerms.Of(
            """
            rates:
              - { id: in, for: { models: flat, meters: input_tokens }, price: 0.002, per: 1K tokens, agreed: 2026-01-01 }
            discounts:
              - { id: off, percent: 10, agreed: 2026-01-01 }
            """
        );
        var lines = Lines(
            terms,
            February,
            Event("2026-02-01", 1_000_000, 200_000),
            Event("2026-02-03", 500_000, 0),
            Event("2026-02-03", 7, 7) with
            {
                Account = "B",
            }
        );

        // 1.5M x 3 = 4.5, at 2 for 1M: 3; 0.2M x 15 = 3, less a tenth: 2.7.
        lines
            .Select(Amounts)
            .ShouldBe([(2, 1_500_000m, 1.5m, 3m, 2m, 4.5m, 3m), (1, 200_000m, 0.2m, 15m, 13.5m, 3m, 2.7m)]);
        lines[0].Key.Owner.Values.ShouldBe([null]);
        (lines[0].Key.Provider, lines[0].Key.Model, lines[0].Key.Sku, lines[0].Key.PricingUnit).ShouldBe(
            ("acme", "flat", "acme/flat/serverless/input_tokens", "1M tokens")
        );
    }

    [Fact]
    public void Rate_NoRules_ContractedIsList()
    {
        var line = Lines(TestTerms.Of(), February, Event("2026-02-01", 1_000_000, 0)).ShouldHaveSingleItem();

        (line.ListCost, line.ContractedCost, line.Key.ContractedUnitPrice).ShouldBe((3, 3, 3));
    }

    /// <summary>At the cut, at the change of price, at the begin of a rule; events at those instants belong to what begins.</summary>
    [Fact]
    public void Rate_Cuts_EndStretches()
    {
        var terms = TestTerms.Of(
            "discounts: [{ id: off, percent: 50, from: 2026-02-20, for: { meters: input_tokens }, agreed: 2026-01-01 }]"
        );
        var question = February with
        {
            Cuts =
            [
                TestBooks.At("2026-02-05T06:30:00Z"),
                TestBooks.At("2026-01-31T00:00:00Z"),
                TestBooks.At("2026-02-05T06:30:00Z"),
            ],
        };
        var lines = Lines(
            terms,
            question,
            Event("2026-02-01T00:00:00Z", 1_000_000, 0),
            Event("2026-02-05T06:29:59Z", 1_000_000, 0),
            Event("2026-02-05T06:30:00Z", 1_000_000, 0),
            Event("2026-02-10T11:59:59Z", 1_000_000, 0),
            Event("2026-02-10T12:00:00Z", 1_000_000, 0),
            Event("2026-02-20T00:00:00Z", 1_000_000, 0),
            Event("2026-02-28T23:59:59Z", 1_000_000, 0),
            Event("2026-03-01T00:00:00Z", 1_000_000, 0),
            Event("2026-01-31T23:59:59Z", 1_000_000, 0)
        );

        lines
            .Select(line => (line.Start, line.Events, line.ListCost, line.ContractedCost))
            .ShouldBe([
                (TestBooks.At("2026-02-01T00:00:00Z"), 2, 6, 6),
                (TestBooks.At("2026-02-05T06:30:00Z"), 2, 6, 6),
                (TestBooks.At("2026-02-10T12:00:00Z"), 1, 4, 4),
                (TestBooks.At("2026-02-20T00:00:00Z"), 2, 8, 4),
            ]);
    }

    /// <summary>Only charges that are asked for by the hour are, within the cuts of an hour.</summary>
    [Fact]
    public void Rate_ByHour_TellsMatchingChargesApart()
    {
        var question = February with
        {
            ByHour = [new ChargeMatch { Meters = ["gpu_cluster_hours"] }],
            Cuts = [TestBooks.At("2026-02-02T01:30:00Z")],
        };
        var lines = Lines(
            TestTerms.Of(),
            question,
            Cluster("2026-02-02T00:59:59Z", 8),
            Cluster("2026-02-02T01:00:00Z", 4),
            Cluster("2026-02-02T01:30:00Z", 4),
            Cluster("2026-02-02T01:40:00Z", 1),
            Cluster("2026-02-02T02:59:00Z", 8),
            Event("2026-02-02T02:00:00Z", 1_000_000, 0),
            Event("2026-02-02T03:00:00Z", 1_000_000, 0)
        );

        lines
            .Select(line => (line.Key.Meter.Name, line.Start, line.ConsumedQuantity))
            .ShouldBe([
                ("input_tokens", TestBooks.At("2026-02-02T01:30:00Z"), 2_000_000),
                ("gpu_cluster_hours", TestBooks.At("2026-02-02T00:00:00Z"), 8),
                ("gpu_cluster_hours", TestBooks.At("2026-02-02T01:00:00Z"), 4),
                ("gpu_cluster_hours", TestBooks.At("2026-02-02T01:30:00Z"), 5),
                ("gpu_cluster_hours", TestBooks.At("2026-02-02T02:00:00Z"), 8),
            ]);
    }

    /// <summary>Tiers are those of the account's month as it is allocated; the percentage comes on top.</summary>
    [Fact]
    public void Rate_TiersAndAllocation_CountWhatMovedHere()
    {
        var terms = TestTerms.Of(
            "discounts: [{ id: off, percent: 50, agreed: 2026-01-01 }]",
            "allocation: [{ name: moved, match: { account: B, subAccount: s }, set: { account: A } }]"
        );
        var tiered = Event("2026-02-01", 4_000, 0) with { Model = "tiered" };
        var lines = Lines(
            terms,
            February,
            tiered with
            {
                Id = "moved",
                Account = "B",
                SubAccount = "s",
            },
            tiered with
            {
                Id = "other",
                Account = "B",
                SubAccount = "t",
            },
            tiered with
            {
                Id = "own",
                Time = TestBooks.At("2026-02-02T00:00:00Z"),
            }
        );

        // 4K at 3 were there before the own 4K, of which 1K are at 3 and 3K at 1; all for 1M.
        lines
            .Select(line => (line.Key.Owner.Values[0], line.ListCost, line.ContractedCost))
            .ShouldBe([("s", 0.012m, 0.006m), (null, 0.006m, 0.003m)]);
        lines.ShouldAllBe(line => line.Key.ListUnitPrice == null && line.Key.ContractedUnitPrice == null);
    }

    [Fact]
    public void Rate_UnpricedAndUnsettled_AreToldOfTheSameUsage()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(
            folder,
            [
                Event("2026-02-01", 5, 0) with
                {
                    Model = "unheard-of",
                },
                Event("2026-02-01", 5, 0) with
                {
                    Model = "unheard-of",
                    Account = "B",
                },
                Event("2026-02-01", 0, 0) with
                {
                    UnsettledReason = "interrupted",
                },
                Event("2026-03-01", 0, 0) with
                {
                    UnsettledReason = "interrupted",
                },
            ]
        );
        var sheet = new StoredCharges(store).Rate(TestTerms.Of(), February);

        sheet.Lines.ShouldBeEmpty();
        sheet.UnsettledEvents.ShouldBe(1);
        var unpriced = sheet.Unpriced.ShouldHaveSingleItem();
        (unpriced.Model, unpriced.Events).ShouldBe(("unheard-of", 1));
    }

    /// <summary>Seconds at a price a minute: 100 s are 1.666... minutes, and cost what 100 s cost.</summary>
    [Fact]
    public void Rate_QuantityWithoutLastDigit_IsRoundedOnceForTheLine()
    {
        var terms = TestTerms.Of(
            "rates: [{ id: a, for: { meters: audio_seconds }, price: 0.5, per: minute, agreed: 2026-01-01 }]"
        );
        var audio = Event("2026-02-01", 0, 0);
        var line = Lines(
                terms,
                February,
                audio with
                {
                    Id = "a",
                    Usage = [new Measurement(Meters.AudioSeconds, 50)],
                },
                audio with
                {
                    Id = "b",
                    Usage = [new Measurement(Meters.AudioSeconds, 50)],
                }
            )
            .ShouldHaveSingleItem();

        // Each of the two is 0.833333333333 minutes: their price has no end in seconds, so each is rounded.
        (line.PricingQuantity, line.ListCost, line.ContractedCost).ShouldBe((100, 1, 0.833333333333m));
        line.Key.ContractedUnitPrice.ShouldBeNull();
    }

    [Fact]
    public void Rate_EmptyStore_IsEmpty()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var charges = new StoredCharges(store);

        var sheet = charges.Rate(TestTerms.Of(), February with { ThroughSequence = 0 });
        (sheet.Lines.Count, sheet.Unpriced.Count, sheet.UnsettledEvents).ShouldBe((0, 0, 0));
        charges.LastSequence.ShouldBe(0);
        charges.MonthsTouched(0, 0).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("day")]
    [InlineData("meter")]
    public void Rate_OwnerByWhatNoEventHas_IsRefused(string key)
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var question = February with { OwnerKeys = [GroupKey.Parse("subAccount")!, GroupKey.Parse(key)!] };

        Should
            .Throw<ArgumentException>(() => new StoredCharges(store).Rate(TestTerms.Of(), question))
            .Message.ShouldContain($"found '{key}'");
    }

    [Fact]
    public void Rate_TermsOfAnotherAccount_AreRefused()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var question = February with { Account = "B" };

        Should
            .Throw<ArgumentException>(() => new StoredCharges(store).Rate(TestTerms.Of(), question))
            .Message.ShouldContain("found B, allowed: A");
    }

    private static IReadOnlyList<ChargeLine> Lines(
        Permil.Billing.Invoices.BillingTerms terms,
        ChargeQuestion question,
        params UsageEvent[] events
    )
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, events);
        return new StoredCharges(store).Rate(terms, question).Lines;
    }

    private static (long, decimal, decimal, decimal?, decimal?, decimal, decimal) Amounts(ChargeLine line) =>
        (
            line.Events,
            line.ConsumedQuantity,
            line.PricingQuantity,
            line.Key.ListUnitPrice,
            line.Key.ContractedUnitPrice,
            line.ListCost,
            line.ContractedCost
        );

    private UsageEvent Event(string time, decimal input, decimal output) =>
        new()
        {
            Id = $"e{++_events}",
            Source = "app",
            Time = TestBooks.At(time),
            Model = "flat",
            Account = "A",
            Usage = [new Measurement(Meters.InputTokens, input), new Measurement(Meters.OutputTokens, output)],
        };

    private UsageEvent Cluster(string time, decimal hours) =>
        Event(time, 0, 0) with
        {
            Mode = Mode.Cluster,
            Usage = [new Measurement(Meters.GpuClusterHours, hours)],
        };
}
