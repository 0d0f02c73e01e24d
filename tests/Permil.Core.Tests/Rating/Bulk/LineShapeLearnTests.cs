namespace Permil.Rating.Bulk;

/// <summary>Which lines a shape is learned from; every other line is for the full reader.</summary>
public sealed class LineShapeLearnTests
{
    private const string Needed = """
        "id":"a","ts":"2026-06-03T12:00:00Z","prompt_tokens":10,"completion_tokens":5
        """;

    [Theory]
    [InlineData("""{"id":"a","ts":"2026-06-03T12:00:00Z","prompt_tokens":10,"completion_tokens":5}""", true)]
    [InlineData("""{"id":"a","ts":"2026-06-03T12:00:00Z","input_tokens":10,"output_tokens":5}""", true)]
    [InlineData("""{"id":"a","ts":1780000000,"usage":{"prompt_tokens":10,"completion_tokens":5}}""", true)]
    [InlineData("""{"ts":"2026-06-03T12:00:00Z","prompt_tokens":10,"completion_tokens":5}""", false)]
    [InlineData("""{"id":"a","prompt_tokens":10,"completion_tokens":5}""", false)]
    [InlineData("""{"id":"a","ts":"2026-06-03T12:00:00Z","completion_tokens":5}""", false)]
    [InlineData("""{"id":"a","ts":"2026-06-03T12:00:00Z","prompt_tokens":10}""", false)]
    [InlineData("""{"id":"a","ts":1,"prompt_tokens":10,"input_tokens":10,"completion_tokens":5}""", false)]
    public void Learn_LineWithoutAFieldThatIsNeeded_IsNotLearned(string line, bool isLearned) =>
        (ShapeOf.Line(line) is not null).ShouldBe(isLearned);

    [Theory]
    // Two places of one field.
    [InlineData("\"request_id\":\"b\"")]
    [InlineData("\"time\":\"2026-06-03T13:00:00Z\"")]
    [InlineData("\"usage\":{\"output_tokens\":5}")]
    [InlineData("\"tenant\":\"a\",\"team\":\"b\"")]
    [InlineData("\"tags\":{\"team\":\"a\"},\"labels\":{\"team\":\"b\"}")]
    // Of another kind than the field is.
    [InlineData("\"model\":5")]
    [InlineData("\"tenant\":5")]
    [InlineData("\"tags\":{\"team\":5}")]
    [InlineData("\"reasoning_tokens\":\"5\"")]
    [InlineData("\"total_tokens\":\"5\"")]
    [InlineData("\"prompt_tokens_details\":{\"cached_tokens\":\"5\"}")]
    [InlineData("\"cost\":\"0.5\"")]
    // Fields that only the full reader knows.
    [InlineData("\"source\":\"x\"")]
    [InlineData("\"cached_tokens\":1")]
    [InlineData("\"cache_read_input_tokens\":1")]
    [InlineData("\"cache_creation_input_tokens\":1")]
    [InlineData("\"images\":1")]
    [InlineData("\"gpu\":\"H100\"")]
    public void Learn_FieldTheFullReaderHasToDecide_IsNotLearned(string more)
    {
        ShapeOf.Line($"{{{Needed},\"x\":1}}").ShouldNotBeNull();
        ShapeOf.Line($"{{{Needed},{more}}}").ShouldBeNull();
        ShapeOf.Line($"{{{more},{Needed}}}").ShouldBeNull();
    }

    [Theory]
    [InlineData("\"id\":5,\"ts\":1,\"prompt_tokens\":10,\"completion_tokens\":5")]
    [InlineData("\"id\":\"a\",\"ts\":1,\"prompt_tokens\":\"10\",\"completion_tokens\":5")]
    [InlineData("\"id\":\"a\",\"ts\":1,\"input_tokens\":\"10\",\"completion_tokens\":5")]
    [InlineData("\"id\":\"a\",\"ts\":1,\"prompt_tokens\":10,\"completion_tokens\":\"5\"")]
    public void Learn_NeededFieldOfAnotherKind_IsNotLearned(string fields) =>
        ShapeOf.Line($"{{{fields}}}").ShouldBeNull();

    [Theory]
    [InlineData(48, true)]
    [InlineData(49, false)]
    public void Learn_ManyValues_UpToSoMany(int values, bool isLearned)
    {
        var more = string.Concat(Enumerable.Range(0, values - 4).Select(i => $",\"x{i}\":{i}"));

        (ShapeOf.Line($"{{{Needed}{more}}}") is not null).ShouldBe(isLearned);
    }

    [Theory]
    [InlineData("\"tags\":[\"team:red\"]", true, false)]
    [InlineData("\"tags\":[\"team:red\"]", false, true)]
    [InlineData("\"tags\":[]", true, false)]
    [InlineData("\"tags\":[],\"labels\":[]", true, false)]
    [InlineData("\"notes\":[\"team:red\"]", true, true)]
    [InlineData("\"x\":{\"tags\":[\"team:red\"]}", true, true)]
    [InlineData("\"x\":[{\"tags\":[\"team:red\"]}]", true, true)]
    public void Learn_ListOfTags_IsForTheFullReaderWhenATagIsAsked(string more, bool isAnyTagAsked, bool isLearned)
    {
        (ShapeOf.Line($"{{{Needed},{more}}}", isAnyTagAsked) is not null).ShouldBe(isLearned);
        // Also when more follows the list.
        (ShapeOf.Line($"{{{more},{Needed}}}", isAnyTagAsked) is not null).ShouldBe(isLearned);
    }

    [Theory]
    [InlineData("object")]
    [InlineData("type")]
    public void Learn_TextThatNamesAFormat_BelongsToTheShape(string name)
    {
        var shape = ShapeOf.Line($"{{\"{name}\":\"call\",{Needed}}}").ShouldNotBeNull();

        shape.Read($"{{\"{name}\":\"call\",{Needed}}}").ShouldStartWith("id=a ");
        shape.LengthOf($"{{\"{name}\":\"cell\",{Needed}}}").ShouldBe(0);
    }

    [Theory]
    [InlineData("\"types\":\"call\"", "\"types\":\"cell\"")]
    [InlineData("\"type\":1", "\"type\":2")]
    [InlineData("\"type\":[\"call\"]", "\"type\":[\"cell\"]")]
    public void Learn_ValueThatNamesNoFormat_MayDiffer(string more, string other)
    {
        var shape = ShapeOf.Line($"{{{more},{Needed}}}").ShouldNotBeNull();

        shape.Read($"{{{other},{Needed}}}").ShouldStartWith("id=a ");
    }

    [Theory]
    [InlineData("a.b.c.d.e.f.who", """{"a":{"b":{"c":{"d":{"e":{"f":{"who":"x"}}}}}}""", "x")]
    [InlineData("a.b.c.d.e.f.g.who", """{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"who":"x"}}}}}}}""", "")]
    [InlineData("a.who", """{"a":[{"who":"x"}]""", "")]
    [InlineData("a.who", """{"a":["who","x"]""", "")]
    [InlineData("a.who", """{"b":{"who":"y"},"a":{"who":"x"}""", "x")]
    [InlineData("a.who", """{"b":{"a":{"who":"x"}}""", "")]
    [InlineData("a.who", """{"a":{"b":{"c":1},"who":"x"}""", "x")]
    [InlineData("a.who", """{"a":{"b":[1,[2]],"who":"x"}""", "x")]
    public void Learn_PlacesWithinObjects_AreThoseOfTheMap(string path, string head, string tenant)
    {
        var line = $"{head},{Needed}}}";
        var shape = ShapeOf.Line(line, isAnyTagAsked: false, ("tenant", path)).ShouldNotBeNull();

        shape.Dimension(line, 1).ShouldBe(tenant);
    }

    [Fact]
    public void Learn_FieldsNobodyAsksFor_AreSkippedWithTheirKind()
    {
        var shape = ShapeOf.Line($"{{{Needed},\"feature\":\"chat\",\"tags\":{{\"x\":\"y\"}}}}").ShouldNotBeNull();

        shape.Read($"{{{Needed},\"feature\":\"longer\",\"tags\":{{\"x\":\"\"}}}}").ShouldStartWith("id=a ");
        shape.LengthOf($"{{{Needed},\"feature\":5,\"tags\":{{\"x\":\"y\"}}}}").ShouldBe(0);
    }

    [Fact]
    public void Learn_DimensionsThatAreAsked_AreKeptApart()
    {
        var line = $"{{\"tags\":{{\"team\":\"red\",\"x\":\"y\"}},\"tenant\":\"acme\",\"model\":\"m-1\",{Needed}}}";
        var shape = ShapeOf.Line(line, isAnyTagAsked: true).ShouldNotBeNull();
        var other = line.Replace("red", "green", StringComparison.Ordinal)
            .Replace("m-1", "m", StringComparison.Ordinal);

        Enumerable.Range(0, 3).Select(number => shape.Dimension(line, number)).ShouldBe(["m-1", "acme", "red"]);
        Enumerable.Range(0, 3).Select(number => shape.Dimension(other, number)).ShouldBe(["m", "acme", "green"]);
    }
}
