using Permil.Allocation;
using Permil.Budgets;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb.Importing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Reading;

public sealed class StoredSpendTests
{
    private static readonly Rater Rater = new(
        new PriceCatalog([
            TestBooks.Read(
                """
                models:
                  - { id: Vendor/Chat, aliases: [chat], kind: chat, prices: [{ price: { input_tokens: 2 }, source: page }] }
                  - { id: Vendor/Other, kind: chat, prices: [{ price: { input_tokens: 3 }, source: page }] }
                """
            ),
        ])
    );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_AnyUsageAndQuestion_IsItsListCostAndWhatTheGatewaysCallsWereSettledAt(int seed)
    {
        for (var round = 0; round < 6; round++)
        {
            var drawn = RatingCase.Draw((seed * 1000) + round);
            var events = drawn.Events.Select((usageEvent, place) => AsCall(usageEvent, place, drawn.Catalog)).ToList();
            using var folder = TemporaryFolder.InMemory();
            using var store = StoreOf(folder, events);
            foreach (var rules in (AllocationRules[])[AllocationRules.None, drawn.Rules()])
            {
                var rater = new Rater(drawn.Catalog);
                var selection = drawn.Selection();
                var settledAt = events
                    .Where(call => call is { UnsettledReason: not null, Source: GatewayUsage.Source })
                    .Where(call => call.ReportedCurrency == drawn.Catalog.Currency)
                    .Where(call => !(call.Time < selection.From) && !(call.Time >= selection.To))
                    .Select(call => rules.Allocate(call).Event)
                    .Where(call => selection.Filters.All(filter => filter.Takes(call, rater.ProviderOf(call))))
                    .Sum(call => call.ReportedCost ?? 0);
                var listCost = EventByEvent.Rate(events, rater, rules, [], selection).ListCost;

                StoredSpend.Of(store, rater, rules, selection).ShouldBe(listCost + settledAt);
            }
        }
    }

    [Fact]
    public void Of_ScopeOfAKeyAndAModel_TakesTheModelUnderEveryName()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = StoreOf(
            folder,
            [
                Call(1, "chat", "k1"),
                Call(2, "Vendor/Chat", "k1"),
                Call(4, "Vendor/Chat", "k2"),
                Call(8, "Vendor/Other", "k1"),
                Call(0, "chat", "k1") with
                {
                    Id = "cut off",
                    UnsettledReason = "cut off",
                    ReportedCost = 0.5m,
                },
                Call(0, "chat", "k1") with
                {
                    Id = "not ours",
                    Source = "app",
                    UnsettledReason = "x",
                    ReportedCost = 7m,
                },
                Call(0, "chat", "k1") with
                {
                    Id = "corrected",
                    UnsettledReason = "cut off",
                    ReportedCost = 9m,
                },
                Call(16, "chat", "k1") with
                {
                    Id = "correction",
                    Revises = new Revision(RevisionKind.Amendment, "corrected", null),
                },
            ]
        );

        Spent(new BudgetScope { Key = "k1", Model = "chat" }).ShouldBe((2 * (1 + 2 + 16)) + 0.5m);
        Spent(new BudgetScope { Key = "k1", Model = "Vendor/Chat" }).ShouldBe((2 * (1 + 2 + 16)) + 0.5m);
        Spent(new BudgetScope { Key = "k2" }).ShouldBe(2 * 4);
        Spent(new BudgetScope { Key = "k3" }).ShouldBe(0);
        Spent(new BudgetScope()).ShouldBe((2 * (1 + 2 + 4 + 16)) + (3 * 8) + 0.5m);

        decimal Spent(BudgetScope scope) =>
            StoredSpend.Of(
                store,
                Rater,
                AllocationRules.None,
                StoredSpend.SelectionOf(store, Rater, scope, from: null, until: null)
            );
    }

    [Fact]
    public void List_Unsettled_AreTheNewestThatCountAndAreAskedFor()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = StoreOf(
            folder,
            [
                .. Enumerable.Range(1, 5).Select(number => Cut(number, "x")),
                Cut(6, "y"),
                Call(7, "chat", "k1"),
                Cut(8, "x"),
                Call(9, "chat", "k1") with
                {
                    Revises = new Revision(RevisionKind.Amendment, "call-8", null),
                },
            ]
        );
        var selection = new UsageSelection
        {
            From = Cut(2, "x").Time,
            Filters = [new UsageFilter(new GroupKey("account", GroupDimension.Account), ["x"])],
        };

        var found = StoredUnsettled.List(store, Rater, AllocationRules.None, selection, most: 3);

        found.Select(call => call.Id).ShouldBe(["call-5", "call-4", "call-3"]);
        found[0]
            .ShouldBe(
                new UnsettledEvent(
                    "call-5",
                    GatewayUsage.Source,
                    Cut(5, "x").Time,
                    "chat",
                    "x",
                    "tenant",
                    "cut off",
                    0.05m,
                    "USD"
                )
            );
        StoredUnsettled.List(store, Rater, AllocationRules.None, UsageSelection.All, 100).Count.ShouldBe(6);
    }

    private static UsageEvent Cut(int number, string account) =>
        Call(number, "chat", "k1") with
        {
            Account = account,
            SubAccount = "tenant",
            Usage = [],
            UnsettledReason = "cut off",
            ReportedCost = number / 100m,
        };

    private static UsageEvent Call(int million, string model, string key) =>
        Program.IntakeEvent(million) with
        {
            Id = $"call-{million}",
            Source = GatewayUsage.Source,
            Provider = null,
            Model = model,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { [GatewayUsage.KeyTag] = key },
            Usage = million == 0 ? [] : [new Measurement(Meters.InputTokens, million * 1_000_000m)],
        };

    /// <summary>Some of the events are calls of the gateway, cut off and settled at an amount.</summary>
    private static UsageEvent AsCall(UsageEvent usageEvent, int place, PriceCatalog catalog) =>
        (place % 4) switch
        {
            0 => usageEvent with
            {
                Source = GatewayUsage.Source,
                Usage = [],
                UnsettledReason = "cut off",
                ReportedCost = place % 8 == 0 ? (place + 1) * 0.000_1m : null,
                ReportedCurrency = place % 16 == 8 ? "XAU" : catalog.Currency,
            },
            1 => usageEvent with { Source = GatewayUsage.Source },
            2 => usageEvent with { ReportedCost = 100 },
            _ => usageEvent,
        };

    private static UsageStore StoreOf(TemporaryFolder folder, IReadOnlyList<UsageEvent> events)
    {
        var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var import = new UsageImport(store, new ReadOptions { DefaultTime = null }, line => Assert.Fail(line.Reason));
        foreach (var usageEvent in events)
        {
            import.Accept(usageEvent);
        }

        import.Finish().New.ShouldBe(events.Count);
        return store;
    }
}
