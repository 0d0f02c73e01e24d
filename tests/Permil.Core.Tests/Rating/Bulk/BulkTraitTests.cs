using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating.Bulk;

public sealed class BulkTraitTests
{
    private static readonly UsageEvent Sample = TestBooks.Event("changing");
    private static readonly TimeBuckets Buckets = new(ShapeReading.NewRating([]));

    [Fact]
    public void IsOf_Events_LooksAtProviderModelAndModeAlone()
    {
        var trait = TraitOf(Sample);

        trait.IsOf(Sample with { Id = "other", SubAccount = "other" }).ShouldBeTrue();
        trait.IsOf(Sample with { Mode = Mode.Batch }).ShouldBeFalse();
        trait.IsOf(Sample with { Model = "Changing" }).ShouldBeFalse();
        trait.IsOf(Sample with { Provider = "Acme" }).ShouldBeFalse();
        trait.IsOf(Sample with { Provider = null }).ShouldBeFalse();
    }

    [Fact]
    public void Provider_OfASample_IsTheBooksOrElseTheLogs()
    {
        TraitOf(Sample with { Provider = null }).Provider.ShouldBe("acme");
        TraitOf(Sample with { Provider = "other" }).Provider.ShouldBe("other");
        TraitOf(Sample).Number.ShouldBe(3);
        TraitOf(Sample).Sample.ShouldBeSameAs(Sample);
    }

    [Fact]
    public void PricesOf_StretchesOfOneEpoch_AreFoundOnce()
    {
        var trait = TraitOf(Sample);
        var june = Buckets.Of(TestBooks.At("2026-06-01T00:00:00Z").UtcTicks);
        var changed = Buckets.Of(TestBooks.At("2026-06-15T00:00:00Z").UtcTicks);
        var later = Buckets.Of(TestBooks.At("2026-06-20T00:00:00Z").UtcTicks);

        var prices = trait.PricesOf(june);

        (prices.CanBeSummed, prices.AreAllFound).ShouldBe((true, true));
        prices.Sample.Time.ShouldBe(june.Time);
        prices.Sample.Model.ShouldBe("changing");
        (trait.PricesOf(changed).CanBeSummed, trait.PricesOf(changed).AreAllFound).ShouldBe((false, true));
        (trait.PricesOf(later).CanBeSummed, trait.PricesOf(later).AreAllFound).ShouldBe((true, true));
        trait.PricesOf(later).CostOf(new BulkTotals.Sum { Input = 10 }, 0).ShouldBe(0.00005m);
        prices.CostOf(new BulkTotals.Sum { Input = 10 }, 0).ShouldBe(0.00002m);
        trait.PricesOf(june).ShouldBeSameAs(prices);
        trait.PricesOf(Buckets.Of(TestBooks.At("2026-06-14T23:00:00Z").UtcTicks)).ShouldBeSameAs(prices);
    }

    [Fact]
    public void PricesOf_Meters_AreInTheOrderOfTheSums() =>
        TraitOf(Sample)
            .PricesOf(Buckets.Of(TestBooks.At("2026-06-01T00:00:00Z").UtcTicks))
            .Answers.Select(answer => answer.Stated!.Meter)
            .ShouldBe([Meters.InputTokens, Meters.CachedInputTokens, Meters.OutputTokens]);

    private static BulkTrait TraitOf(UsageEvent sample) =>
        new(sample, 3, new Rater(ShapeReading.Catalog), Buckets.Epochs);
}
