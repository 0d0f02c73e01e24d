namespace Permil.Rating.Bulk;

/// <summary>What the sums of a shape are sums of.</summary>
public sealed class BulkShapeSumsTests
{
    [Fact]
    public void Describe_TextsInEveryPlace_AreTheLinesOwn()
    {
        var reading = new ShapeReading(["env", "tenant", "feature"]);
        var shape = reading.Learn(new LogLine());
        var lines = (
            from model in new[] { "n", "m" }
            from mode in new[] { "batch", "sync", "dedicated" }
            from provider in new[] { "other", "acme" }
            from tenant in new[] { "t3", "t2", "t" }
            from feature in new[] { "f2", "f" }
            from env in new[] { "e2", "e" }
            select new LogLine
            {
                Provider = provider,
                Model = model,
                Mode = mode,
                Tenant = tenant,
                Feature = feature,
                Env = env,
            }
        ).ToList();
        var rows = lines.ConvertAll(line => reading.Read(shape, line));

        foreach (var (line, (length, row)) in lines.Zip(rows))
        {
            length.ShouldBeGreaterThan(0);
            var (usageEvent, trait, step) = shape.Describe(row.Combination);
            (usageEvent.Provider, usageEvent.Model, usageEvent.Mode).ShouldBe(
                (line.Provider, line.Model, ShapeReading.ReadInFull(line.ToString()).Mode)
            );
            (usageEvent.SubAccount, usageEvent.Feature, usageEvent.Environment).ShouldBe(
                (line.Tenant, line.Feature, line.Env)
            );
            trait.IsOf(usageEvent).ShouldBeTrue();
            step.ShouldBe(0);
        }
    }

    [Fact]
    public void DescribePrefix_LastText_IsNotPartOfIt()
    {
        var reading = new ShapeReading(["env", "tenant", "feature"]);
        var shape = reading.Learn(new LogLine());
        foreach (var env in new[] { "e", "x", "y" })
        {
            reading.Takes(shape, new LogLine { Env = env }).ShouldBeTrue();
        }

        shape.LastDimension.ShouldBe(reading.Dimensions.NumberOf(GroupKey.Parse("feature")!));
        shape.Prefixes.ShouldBe(3);
        var (usageEvent, trait, step) = shape.DescribePrefix(2);
        (usageEvent.Environment, usageEvent.SubAccount, trait.Number, step).ShouldBe(("y", "t", 0, 0));
        reading.Read(shape, new LogLine { Feature = "g", Env = "y" }).Row.Combination.ShouldBe((2ul << 32) | 1);
        shape.Prefixes.ShouldBe(3);
    }

    [Fact]
    public void Prefixes_OneTextOrNone_AreThePricesAndSteps()
    {
        foreach (var groupBy in new[] { Array.Empty<string>(), ["tenant"] })
        {
            var reading = new ShapeReading(groupBy);
            var shape = reading.Learn(new LogLine());
            reading.Takes(shape, new LogLine { Tenant = "u" }).ShouldBeTrue();
            shape.Prefixes.ShouldBe(1);
            reading.Takes(shape, new LogLine { Model = "n" }).ShouldBeTrue();
            shape.Prefixes.ShouldBe(2);

            shape.LastDimension.ShouldBe(groupBy.Length == 0 ? -1 : BulkDimensions.PricedCount);
            shape.DescribePrefix(1).Event.Model.ShouldBe("n");
            shape.Describe(1ul << 32).Event.Model.ShouldBe("n");
        }
    }

    [Theory]
    [InlineData("model")]
    [InlineData("meter")]
    public void Describe_InputBeyondASteps_TellsTheStretch(string groupBy)
    {
        var reading = new ShapeReading([groupBy]);
        var shape = reading.Learn(new LogLine());
        foreach (
            var (prompt, expected) in new[] { (40, 0), (1_000, 0), (1_001, 1), (5_000, 1), (5_001, 2), (900_000, 2) }
        )
        {
            var (_, row) = reading.Read(shape, new LogLine { Model = "long", Prompt = prompt });
            var (usageEvent, trait, step) = shape.Describe(row.Combination);

            step.ShouldBe(expected, $"{prompt}");
            usageEvent.Model.ShouldBe("long");
            trait.Number.ShouldBe(1);
        }
    }

    /// <summary>A group of charges counts only the events that used its meter.</summary>
    [Theory]
    [InlineData("model", 1)]
    [InlineData("meter", 7)]
    public void TryRead_MetersAtZero_AreTheirOwnCombinationsWhereGroupsAreOfCharges(string groupBy, int expected)
    {
        var reading = new ShapeReading([groupBy]);
        var shape = reading.Learn(new LogLine());
        var combinations = new HashSet<ulong>();
        foreach (var most in new[] { 1, 5 })
        {
            for (var used = 1; used < 8; used++)
            {
                var cached = (used & 2) > 0 ? most : 0;
                var line = new LogLine
                {
                    Prompt = cached + ((used & 1) > 0 ? most : 0),
                    Cached = cached,
                    Output = (used & 4) > 0 ? most : 0,
                };
                combinations.Add(reading.Read(shape, line).Row.Combination);
            }
        }

        combinations.Count.ShouldBe(expected);
    }

    [Fact]
    public void Add_RowsOfTwoStretches_AreSummedApart()
    {
        var reading = new ShapeReading(["day", "tenant"]);
        var shape = reading.Learn(new LogLine());

        BulkRow Row(int day, string tenant)
        {
            var (length, row) = reading.Read(
                shape,
                new LogLine { Time = $"\"2026-06-0{day}T12:00:00Z\"", Tenant = tenant }
            );
            length.ShouldBeGreaterThan(0);
            return row;
        }

        // The line the shape was learned from saw the third day: stretch 0.
        var (first, second, third) = (Row(3, "t"), Row(4, "t"), Row(5, "t"));
        (first.Bucket, second.Bucket, third.Bucket).ShouldBe((0, 1, 2));
        shape.SumsIn(0).ShouldBeNull();
        shape.Prefetch(in second);
        shape.Add(in third);
        shape.Prefetch(in first);
        shape.Prefetch(in third);
        shape.Add(in third);
        shape.Add(Row(5, "u"));

        shape.SumsIn(0).ShouldBeNull();
        shape.SumsIn(1).ShouldBeNull();
        shape.SumsIn(3).ShouldBeNull();
        var sums = shape.SumsIn(2).ShouldNotBeNull();
        sums.Count.ShouldBe(2);
        (sums[0].Combination, sums[0].Events).ShouldBe((third.Combination, 2));
        (sums[0].Input, sums[0].Cached, sums[0].Output).ShouldBe((120, 80, 14));
        sums[1].Events.ShouldBe(1);

        shape.Add(in first);
        shape.SumsIn(0).ShouldNotBeNull().Count.ShouldBe(1);
        shape.SumsIn(1).ShouldBeNull();
        shape.SumsIn(2).ShouldBeSameAs(sums);
    }
}
