using Permil.Pricing;

namespace Permil.Rating.Bulk;

public sealed class TimeBucketsTests
{
    private const string First = "2000-01-01T00:00:00Z";
    private const string End = "2100-01-01T00:00:00Z";
    private const string Change = "2026-06-15T00:00:00Z";
    private const string NoonChange = "2026-06-20T13:30:00Z";

    [Fact]
    public void Of_NoKeysOfTime_CutsWherePricesChangeAndThePeriodEnds()
    {
        var buckets = Buckets([], "2026-06-03T12:00:00.001Z", "2026-07-01T00:00:00Z");

        buckets.Epochs.ShouldBe(5);
        ShouldBe(buckets, "2026-06-15T00:00:00Z", 0, Change, NoonChange, 2, true);
        ShouldBe(buckets, "2026-06-20T13:29:59.9999999Z", 0, Change, NoonChange, 2, true);
        ShouldBe(buckets, "2026-06-14T23:59:59.9999999Z", 1, "2026-06-03T12:00:00.001Z", Change, 1, true);
        ShouldBe(buckets, "2026-06-20T13:30:00Z", 2, NoonChange, "2026-07-01T00:00:00Z", 3, true);
        ShouldBe(buckets, "2026-07-01T00:00:00Z", 3, "2026-07-01T00:00:00Z", End, 4, false);
        ShouldBe(buckets, "2099-12-31T23:59:59.9999999Z", 3, "2026-07-01T00:00:00Z", End, 4, false);
        ShouldBe(buckets, "2026-06-03T12:00:00.001Z", 1, "2026-06-03T12:00:00.001Z", Change, 1, true);
        ShouldBe(buckets, "2026-06-03T12:00:00.0009999Z", 4, First, "2026-06-03T12:00:00.001Z", 0, false);
        ShouldBe(buckets, First, 4, First, "2026-06-03T12:00:00.001Z", 0, false);
        buckets.All.Select(bucket => bucket.Number).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void Epochs_PeriodThatBeginsWhereAPriceDoes_IsOneCut()
    {
        var buckets = Buckets([], Change, null);

        buckets.Epochs.ShouldBe(3);
        ShouldBe(buckets, "2026-06-14T23:59:59Z", 0, First, Change, 0, false);
        ShouldBe(buckets, "2026-06-15T00:00:00Z", 1, Change, NoonChange, 1, true);
    }

    [Fact]
    public void Of_NoCuts_IsAllTime()
    {
        var buckets = new TimeBuckets(new UsageRating(TestBooks.RaterOfRow("price: { input_tokens: 1 }"), []));

        buckets.Epochs.ShouldBe(1);
        ShouldBe(buckets, "2026-06-14T23:59:59Z", 0, First, End, 0, true);
    }

    [Theory]
    [InlineData("model", "day")]
    [InlineData("month", "model")]
    public void Of_KeysOfDays_IsADayAtMost(params string[] keys)
    {
        var buckets = Buckets(keys, null, null);

        ShouldBe(buckets, "2026-06-20T00:00:00Z", 0, "2026-06-20T00:00:00Z", NoonChange, 1, true);
        ShouldBe(buckets, "2026-06-20T23:59:59.9999999Z", 1, NoonChange, "2026-06-21T00:00:00Z", 2, true);
        ShouldBe(buckets, "2026-06-21T00:00:00Z", 2, "2026-06-21T00:00:00Z", "2026-06-22T00:00:00Z", 2, true);
        ShouldBe(buckets, "2026-06-20T12:00:00Z", 0, "2026-06-20T00:00:00Z", NoonChange, 1, true);
        ShouldBe(buckets, "2000-01-01T00:00:00Z", 3, First, "2000-01-02T00:00:00Z", 0, true);
    }

    [Theory]
    [InlineData("hour", "model")]
    [InlineData("day", "hour")]
    public void Of_KeyOfHours_IsAnHourAtMost(params string[] keys)
    {
        var buckets = Buckets(keys, null, "2026-06-20T14:15:00Z");

        ShouldBe(buckets, "2026-06-20T12:59:59Z", 0, "2026-06-20T12:00:00Z", "2026-06-20T13:00:00Z", 1, true);
        ShouldBe(buckets, "2026-06-20T13:00:00Z", 1, "2026-06-20T13:00:00Z", NoonChange, 1, true);
        ShouldBe(buckets, "2026-06-20T13:59:00Z", 2, NoonChange, "2026-06-20T14:00:00Z", 2, true);
        ShouldBe(buckets, "2026-06-20T14:14:00Z", 3, "2026-06-20T14:00:00Z", "2026-06-20T14:15:00Z", 2, true);
        ShouldBe(buckets, "2026-06-20T14:15:00Z", 4, "2026-06-20T14:15:00Z", "2026-06-20T15:00:00Z", 3, false);
    }

    [Fact]
    public void Time_OfABucket_IsItsBeginning() =>
        Buckets(["day"], null, null)
            .Of(TestBooks.At("2026-06-20T23:00:00Z").UtcTicks)
            .Time.ShouldBe(TestBooks.At(NoonChange));

    private static TimeBuckets Buckets(string[] keys, string? from, string? to)
    {
        var rater = TestBooks.RaterOf(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - { price: { input_tokens: 1 }, until: "2026-06-20T13:30:00Z", source: page }
                  - { price: { output_tokens: 2 }, from: "2026-06-15T00:00:00Z", source: page }
            """
        );
        return new TimeBuckets(
            new UsageRating(
                rater,
                [.. keys.Select(key => GroupKey.Parse(key)!)],
                from is null ? null : TestBooks.At(from),
                to is null ? null : TestBooks.At(to)
            )
        );
    }

    private static void ShouldBe(
        TimeBuckets buckets,
        string time,
        int number,
        string low,
        string high,
        int epoch,
        bool isAskedFor
    ) =>
        buckets
            .Of(TestBooks.At(time).UtcTicks)
            .ShouldBe(
                new TimeBuckets.Bucket(
                    number,
                    TestBooks.At(low).UtcTicks,
                    TestBooks.At(high).UtcTicks,
                    epoch,
                    isAskedFor
                ),
                time
            );
}
