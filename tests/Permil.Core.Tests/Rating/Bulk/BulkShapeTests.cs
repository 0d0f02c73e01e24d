namespace Permil.Rating.Bulk;

/// <summary>What lines of a known shape are read as without the full reader, and which of them are left to it.</summary>
public sealed class BulkShapeTests
{
    [Fact]
    public void TryRead_LineOfTheShape_IsAllThatItSays()
    {
        var reading = new ShapeReading(["tenant"]);
        var shape = reading.Learn(new LogLine());
        var line = new LogLine
        {
            Id = "b",
            Prompt = 900,
            Cached = 250,
            Output = 33,
        };

        var (length, row) = reading.Read(shape, line);

        length.ShouldBe(line.ToString().Length + 1);
        row.Shape.ShouldBeSameAs(shape);
        row.Id.ShouldBe(EventIdHash.Of("app-log", "b"));
        (row.Input, row.Cached, row.Output).ShouldBe((650, 250, 33));
        row.Bucket.ShouldBe(0);
    }

    [Theory]
    [InlineData(1_000_000_000, 0, 0, true)]
    [InlineData(1_000_000_001, 0, 0, false)]
    [InlineData(0, 0, 1_000_000_000, true)]
    [InlineData(0, 0, 1_000_000_001, false)]
    [InlineData(1_000_000_000, 1_000_000_000, 1_000_000_000, true)]
    [InlineData(10, 10, 0, true)]
    [InlineData(10, 11, 5, false)]
    [InlineData(1, 0, 0, true)]
    [InlineData(0, 0, 1, true)]
    [InlineData(1, 0, 2, true)]
    [InlineData(0, 0, 0, false)]
    public void TryRead_Counts_AreTakenUpToALimitAndWhenTheyMakeSense(
        long prompt,
        long cached,
        long output,
        bool isTaken
    )
    {
        var reading = new ShapeReading([]);
        var line = new LogLine
        {
            Prompt = prompt,
            Cached = cached,
            Output = output,
        };

        var (length, row) = reading.Read(reading.Learn(new LogLine()), line);

        (length > 0).ShouldBe(isTaken);
        if (isTaken)
        {
            (row.Input, row.Cached, row.Output).ShouldBe(((int)(prompt - cached), (int)cached, (int)output));
        }
    }

    [Fact]
    public void TryRead_EmptyId_IsForTheFullReader()
    {
        var reading = new ShapeReading([]);
        var shape = reading.Learn(new LogLine());

        reading.Takes(shape, new LogLine { Id = "" }).ShouldBeFalse();
        reading.Takes(shape, new LogLine { Id = "x" }).ShouldBeTrue();
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData(" x", false)]
    [InlineData("x ", false)]
    [InlineData("x", true)]
    [InlineData("x y", true)]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234", true)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", false)]
    public void TryRead_Texts_AreTakenWhenTheyMeanThemselvesAndAreNotLong(string text, bool isTaken)
    {
        var reading = new ShapeReading(["tenant", "feature"]);
        var shape = reading.Learn(new LogLine());

        reading.Takes(shape, new LogLine { Tenant = text }).ShouldBe(isTaken);
        reading.Takes(shape, new LogLine { Feature = text }).ShouldBe(isTaken);
        reading.Takes(shape, new LogLine { Model = text }).ShouldBe(isTaken);
        reading.Takes(shape, new LogLine { Provider = text }).ShouldBe(isTaken);
    }

    [Fact]
    public void TryRead_TextThatNobodyAsksFor_MayBeAnything()
    {
        var reading = new ShapeReading([]);

        reading.Takes(reading.Learn(new LogLine()), new LogLine { Tenant = " " }).ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"2026-06-03T12:00:00.5Z\"", true)]
    [InlineData("\"2026-06-03T12:00:00\"", false)]
    [InlineData("\"2026-06-03T12:00:00+02:00\"", false)]
    [InlineData("\"1999-06-03T12:00:00Z\"", false)]
    public void TryRead_Times_AreTakenInUtcAndInRange(string time, bool isTaken)
    {
        var reading = new ShapeReading([]);

        reading.Takes(reading.Learn(new LogLine()), new LogLine { Time = time }).ShouldBe(isTaken);
    }

    [Theory]
    [InlineData("1780000000", true)]
    [InlineData("1780000000000", true)]
    [InlineData("0", false)]
    [InlineData("17800000000000000", false)]
    public void TryRead_TimesAsNumbers_AreTakenInRange(string time, bool isTaken)
    {
        var reading = new ShapeReading([]);
        var shape = reading.Learn(new LogLine { Time = "1780000001" });

        reading.Takes(shape, new LogLine { Time = time }).ShouldBe(isTaken);
    }

    [Fact]
    public void TryRead_LineOutsideTheAskedPeriod_IsTakenButInNoStretch()
    {
        var reading = new ShapeReading(["day"], from: "2026-06-03T00:00:00Z", to: "2026-06-05T00:00:00Z");
        var shape = reading.Learn(new LogLine());

        int BucketOf(string time)
        {
            var (length, row) = reading.Read(shape, new LogLine { Time = $"\"{time}\"" });
            length.ShouldBeGreaterThan(0);
            return row.Bucket;
        }

        BucketOf("2026-06-03T23:59:59Z").ShouldBe(0);
        BucketOf("2026-06-04T00:00:00Z").ShouldBe(1);
        BucketOf("2026-06-02T23:59:59Z").ShouldBe(-1);
        BucketOf("2026-06-05T00:00:00Z").ShouldBe(-1);
        BucketOf("2026-06-04T23:59:59Z").ShouldBe(1);
    }

    [Theory]
    [InlineData("m", true)]
    [InlineData("long", true)]
    [InlineData("no-such-model", true)]
    [InlineData("tiered", false)]
    [InlineData("output-only", false)]
    public void TryRead_Models_AreTakenWhenThePriceOfASumIsTheSumOfThePrices(string model, bool isTaken)
    {
        var reading = new ShapeReading([]);

        reading.Takes(reading.Learn(new LogLine()), new LogLine { Model = model }).ShouldBe(isTaken);
    }

    [Theory]
    [InlineData("2026-06-14T23:59:59Z", true)]
    [InlineData("2026-06-15T00:00:00Z", false)]
    [InlineData("2026-06-19T23:59:59Z", false)]
    [InlineData("2026-06-20T00:00:00Z", true)]
    public void TryRead_PriceThatChanges_IsLookedAtInItsTime(string time, bool isTaken)
    {
        var reading = new ShapeReading([]);
        var shape = reading.Learn(new LogLine { Model = "changing" });

        reading.Takes(shape, new LogLine { Model = "changing", Time = $"\"{time}\"" }).ShouldBe(isTaken);
    }

    [Fact]
    public void TryRead_ModeThatIsNone_IsForTheFullReaderEachTime()
    {
        var reading = new ShapeReading([]);
        var shape = reading.Learn(new LogLine());

        reading.Takes(shape, new LogLine { Mode = "teleport" }).ShouldBeFalse();
        reading.Takes(shape, new LogLine { Mode = "teleport" }).ShouldBeFalse();

        // One that comes later is not taken for it.
        var (length, row) = reading.Read(shape, new LogLine { Mode = "dedicated" });
        length.ShouldBeGreaterThan(0);
        shape.Describe(row.Combination).Trait.Sample.Mode.ShouldBe(Usage.Mode.Dedicated);
    }

    [Fact]
    public void TryRead_TextsOfOneMeaning_HaveOneCombination()
    {
        var reading = new ShapeReading(["tenant"]);
        var shape = reading.Learn(new LogLine());

        ulong Combination(LogLine line) => reading.Read(shape, line).Row.Combination;

        var sync = Combination(new LogLine { Mode = "sync" });
        Combination(
                new LogLine
                {
                    Mode = "stream",
                    Id = "b",
                    Prompt = 41,
                }
            )
            .ShouldBe(sync);
        Combination(new LogLine { Feature = "nobody asks" }).ShouldBe(sync);
        Combination(new LogLine { Mode = "batch" }).ShouldNotBe(sync);
        Combination(new LogLine { Model = "n" }).ShouldNotBe(sync);
        Combination(new LogLine { Provider = "other" }).ShouldNotBe(sync);
        Combination(new LogLine { Tenant = "u" }).ShouldNotBe(sync);
        Combination(new LogLine()).ShouldBe(sync);
    }
}
