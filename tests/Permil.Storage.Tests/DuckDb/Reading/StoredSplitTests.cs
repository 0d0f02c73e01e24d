using Permil.Allocation;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb.Importing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Reading;

public sealed class StoredSplitTests
{
    [Theory]
    [InlineData("tenant")]
    [InlineData("tenant", "day")]
    [InlineData("tenant", "hour")]
    public void Rate_TokensSplitByShares_IsTheSumOfEachEventsParts(params string[] by)
    {
        const int Events = 6;
        using var folder = new TemporaryFolder();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        using (var import = new UsageImport(store, new ReadOptions { DefaultTime = null }, _ => { }))
        {
            for (var number = 0; number < Events; number++)
            {
                import.Accept(Event(number));
            }

            import.Finish();
        }

        var rules = AllocationRules.Read(
            new StringReader(
                "allocation:\n  - name: thirds\n    match: {}\n    split: {to: subAccount, shares: {a: 1, b: 1, c: 1}}\n"
            ),
            "allocation.yaml"
        );
        GroupKey[] keys = [.. by.Select(key => GroupKey.Parse(key)!)];

        var summary = StoredRating.Rate(store, new Rater(new PriceCatalog([])), rules, keys, UsageSelection.All);

        // 100 in three parts: the tie goes to the first by name.
        QuantityOf(summary, "a").ShouldBe(Events * 33.333334m);
        QuantityOf(summary, "b").ShouldBe(Events * 33.333333m);
        QuantityOf(summary, "c").ShouldBe(Events * 33.333333m);
        summary.Events.ShouldBe(Events);
    }

    private static decimal QuantityOf(RatingSummary summary, string tenant) =>
        summary
            .Groups.Where(group => string.Equals(group.Values[0], tenant, StringComparison.Ordinal))
            .Sum(group => group.Quantities.Single().Quantity);

    private static UsageEvent Event(int number) =>
        new()
        {
            Id = $"event-{number}",
            Source = "test",
            Time = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero).AddHours(number * 9),
            Model = "some/model",
            Usage = [new Measurement(Meters.InputTokens, 100)],
        };
}
