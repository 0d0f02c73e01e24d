using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>From which lines a shape is learned: those that it reads as the full reader does, with nothing left over.</summary>
public sealed class BulkShapeLearnTests
{
    private static readonly string Line = new LogLine().ToString();
    private static readonly UsageEvent Read = ShapeReading.ReadInFull(Line);

    [Fact]
    public void Learn_LineReadTheSame_IsAShape() => Learned(Line, Read).ShouldBeTrue();

    [Fact]
    public void Learn_LineReadOtherwise_IsNone()
    {
        var inputAndOutput = (Measurement[])[new(Meters.InputTokens, 60), new(Meters.OutputTokens, 7)];
        var cached = new Measurement(Meters.CachedInputTokens, 40);
        Learned(Line, Read with { Usage = [.. inputAndOutput, cached] }).ShouldBeTrue();

        Learned(Line, Read with { Id = "b" }).ShouldBeFalse();
        Learned(Line, Read with { Usage = inputAndOutput }).ShouldBeFalse();
        Learned(Line, Read with { Usage = [inputAndOutput[0], cached] }).ShouldBeFalse();
        Learned(Line, Read with { Usage = [inputAndOutput[1], cached] }).ShouldBeFalse();
        Learned(Line, Read with { SubAccount = "other" }).ShouldBeFalse();
        Learned(Line, Read with { Model = "n" }).ShouldBeFalse();
    }

    [Fact]
    public void Learn_EventWithMoreThanIsSummed_IsNone()
    {
        Learned(Line, Read with { UnsettledReason = "the stream broke off" }).ShouldBeFalse();
        Learned(Line, Read with { Usage = [.. Read.Usage, new(Meters.CacheWriteTokens, 1)] }).ShouldBeFalse();
        Learned(Line, Read.With((Usage.Attribute.ServiceTier, "priority"))).ShouldBeFalse();
        Learned(Line, Read.With((Usage.Attribute.ReasoningTokens, "3"), (Usage.Attribute.ServiceTier, "flex")))
            .ShouldBeFalse();
    }

    [Fact]
    public void Learn_NotesThatDecideNoPrice_AreNoHindrance()
    {
        Learned(Line, Read.With((Usage.Attribute.ReasoningTokens, "3"))).ShouldBeTrue();
        Learned(Line, Read.With((Usage.Attribute.TotalTokens, "3"))).ShouldBeTrue();
        Learned(Line, Read.With((Usage.Attribute.ReasoningTokens, "3"), (Usage.Attribute.TotalTokens, "3")))
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData("tiered", "sync", 1)]
    [InlineData("m", "sync", 0)]
    public void Learn_LineThatTheShapeLeavesToTheFullReader_IsNone(string model, string mode, long output)
    {
        var line = new LogLine
        {
            Model = model,
            Mode = mode,
            Prompt = 0,
            Cached = 0,
            Output = output,
        }.ToString();

        Learned(line, ShapeReading.ReadInFull(line)).ShouldBeFalse();
    }

    [Fact]
    public void Learn_ListOfTags_IsNoneOnlyWhenATagIsAskedFor()
    {
        var line = Line.Replace("\"tenant\"", "\"tags\":[],\"tenant\"", StringComparison.Ordinal);
        var read = ShapeReading.ReadInFull(line);

        new ShapeReading(["tenant"]).Learn(line, read).ShouldNotBeNull();
        new ShapeReading(["tag:team"]).Learn(line, read).ShouldBeNull();
    }

    [Fact]
    public void Learn_SourceOfTheLine_IsPartOfEveryId()
    {
        var reading = new ShapeReading([]);
        var shape = reading.Learn(Line, Read with { Source = "shop" }).ShouldNotBeNull();

        reading.Read(shape, Line).Row.Id.ShouldBe(EventIdHash.Of("shop", "a"));
    }

    [Fact]
    public void Learn_WhatTheLineDoesNotSay_IsAsInTheEventItWasLearnedFrom()
    {
        var reading = new ShapeReading(["account", "tenant"]);
        var shape = reading.Learn(Line, Read with { Account = "corp" }).ShouldNotBeNull();

        var (_, row) = reading.Read(shape, new LogLine { Tenant = "u" });

        var described = shape.Describe(row.Combination).Event;
        (described.Account, described.SubAccount).ShouldBe(("corp", "u"));
    }

    private static bool Learned(string line, UsageEvent read) =>
        new ShapeReading(["tenant"]).Learn(line, read) is not null;
}
