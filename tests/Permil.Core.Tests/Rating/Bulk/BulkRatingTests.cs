using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Permil.Pricing;

namespace Permil.Rating.Bulk;

/// <summary>Rating in bulk gives what rating line by line gives, whatever the log.</summary>
public sealed class BulkRatingTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly string[][] Groupings =
    [
        [],
        ["model"],
        ["tenant", "day"],
        ["hour", "model"],
        ["meter"],
        ["sku", "tenant"],
        ["tag:team"],
        ["provider", "mode"],
        ["month", "env", "feature", "account"],
        ["model", "tag:cost-center", "tenant"],
    ];

    [Fact]
    public void Finish_RandomLogs_IsWhatLineByLineGives() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new Random(seed);
                    var generator = new LogGenerator(seed);
                    var files = Enumerable
                        .Range(0, random.Next(1, 3))
                        .Select(_ => generator.File(random.Next(1, 60), random.Next(0, 400)))
                        .ToArray();
                    var period = random.Next(3);
                    DateTimeOffset? from = period switch
                    {
                        0 => TestBooks.At("2026-06-10T00:00:00Z"),
                        1 => TestBooks.At("2026-06-03T12:00:00.001Z"),
                        _ => null,
                    };
                    DateTimeOffset? to = period == 0 ? TestBooks.At("2026-06-20T13:30:00Z") : null;
                    new BothWays
                    {
                        GroupBy = Groupings[random.Next(Groupings.Length)],
                        From = from,
                        To = to,
                        ReadSizes = random.Next(2) == 0 ? [] : [random.Next(1, 300), random.Next(1, 5_000)],
                    }.ShouldAgree(files);
                    return true;
                }
            )
            .Holds(1_500);

    [Fact]
    public void Finish_SameFileTwice_CountsEverythingOnce()
    {
        var file = new LogGenerator(11).File(2_000, oddPerMille: 0);
        var ways = new BothWays { GroupBy = ["model", "tenant"] };

        var once = ways.InBulk(file);
        var twice = ways.ShouldAgree(file, file);

        twice.ListCost.ShouldBe(once.ListCost);
        twice.Events.ShouldBe(once.Events);
        twice.Duplicates.ShouldBe(once.Events + once.Duplicates + once.Duplicates);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r")]
    public void Finish_LinesAroundTheLimit_AreRejectedAsLineByLine(string beforeLineFeed)
    {
        const int MaxLineBytes = 5_000;
        var text = new StringBuilder();
        foreach (
            var length in new[] { 200, 4_999, 5_000, 5_001, 5_002, 300, 9_999, 5_000, 70_000, 200, 2_500_000, 200 }
        )
        {
            text.Append(PlainLine.OfLength(text.Length, length)).Append(beforeLineFeed).Append('\n');
        }

        foreach (
            var end in new[]
            {
                "",
                PlainLine.OfLength(-1, 5_000),
                PlainLine.OfLength(-2, 5_001),
                PlainLine.OfLength(-3, 3_000_000),
            }
        )
        {
            var options = new Usage.Readers.ReadOptions
            {
                DefaultTime = BothWays.DefaultTime,
                MaxLineBytes = MaxLineBytes,
            };
            var summary = new BothWays { Options = options }.ShouldAgree(Encoding.UTF8.GetBytes(text + end));

            summary.Events.ShouldBeGreaterThanOrEqualTo(7);
            summary.Rejected.ShouldBeGreaterThanOrEqualTo(5);
        }
    }

    [Fact]
    public void Finish_MetersAtZero_AreNotCountedAsEventsOfTheMeter()
    {
        var text =
            PlainLine.Of("a", 10, 0) + PlainLine.Of("b", 0, 10) + PlainLine.Of("c", 10, 10) + PlainLine.Of("d", 0, 0);

        var summary = new BothWays { GroupBy = ["meter"] }.ShouldAgree(Encoding.UTF8.GetBytes(text));

        summary.Events.ShouldBe(4);
        summary.Groups.ShouldAllBe(group => group.Events == 2);
    }

    [Fact]
    public void Finish_LinesOfOneIdThatContradictEachOther_TheFirstCountsHoweverItIsRead()
    {
        static string Line(string id, string tenant, int tokens) =>
            $$"""{"id":"{{id}}","ts":"2026-10-01T00:00:00Z","model":"openai/gpt-oss-120b","tenant":"{{tenant}}","prompt_tokens":{{tokens}},"completion_tokens":1}""";

        // The escape leaves the second line to the full reader; the third is read by its shape.
        var log = string.Join('\n', Line("a", "t-1", 10), Line("b", "t-\\u0031", 20), Line("b", "t-1", 30));

        var summary = new BothWays { GroupBy = [] }.ShouldAgree(Encoding.UTF8.GetBytes(log));

        summary.Duplicates.ShouldBe(1);
        summary.Groups.Single().Quantities[0].Quantity.ShouldBe(30);
    }

    [Fact]
    public void Finish_EmptyTime_IsNotTheTimeOfAnotherLine()
    {
        var text = """
            {"id":"a","ts":1751500000,"model":"gpt-4o-mini","prompt_tokens":10,"completion_tokens":1}
            {"id":"b","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","prompt_tokens":10,"completion_tokens":1}
            {"id":"c","ts":1751500000,"model":"gpt-4o-mini","prompt_tokens":10,"completion_tokens":1}
            {"id":"d","ts":"","model":"gpt-4o-mini","prompt_tokens":10,"completion_tokens":1}
            """;

        var summary = new BothWays { GroupBy = ["day"] }.ShouldAgree(Encoding.UTF8.GetBytes(text));

        summary.Groups.Select(group => group.Values[0]).ShouldBe(["2025-07-02", "2026-06-01", "2026-06-03"]);
    }

    [Fact]
    public void Finish_TagsInAList_GroupByEachLinesOwn()
    {
        var text = string.Concat(
            new[] { "red", "blue", "red" }.Select(
                (team, index) =>
                    $$$"""{"id":"e{{{index}}}","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tags":["team:{{{team}}}"],"prompt_tokens":10,"completion_tokens":1}"""
                    + "\n"
            )
        );

        var summary = new BothWays { GroupBy = ["tag:team"] }.ShouldAgree(Encoding.UTF8.GetBytes(text));

        summary.Groups.Select(group => (group.Values[0], group.Events)).ShouldBe([("red", 2), ("blue", 1)]);
    }

    [Theory]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tags":{"a":{"b":"x#"}},"prompt_tokens":10,"completion_tokens":1}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tags":{"a.b":"x#"},"prompt_tokens":10,"completion_tokens":1}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tags.a.b":"x#","prompt_tokens":10,"completion_tokens":1}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tags":["a.b"],"prompt_tokens":10,"completion_tokens":1}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tags":{"a.b":true},"prompt_tokens":10,"completion_tokens":1}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","metadata":{"tenant":"x#"},"usage.prompt_tokens":10,"usage.completion_tokens":1}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","request":"r#","model":"gpt-4o-mini","prompt_tokens":10,"completion_tokens":1}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","error":"r#","model":"gpt-4o-mini","prompt_tokens":10,"completion_tokens":1}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","data":{"prompt_tokens":1#,"completion_tokens":1}}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","usage":{"input_tokens":1#,"output_tokens":1,"cached_tokens":1}}"""
    )]
    [InlineData(
        """{"id":"e#","ts":"2026-06-03T12:00:00Z","model":"claude-sonnet-4-20250514","usage":{"input_tokens":1#,"output_tokens":1,"cache_read_input_tokens":7}}"""
    )]
    [InlineData(
        """{"id":"e#","ts":1780000000,"model":"gpt-4o-mini","prompt_tokens":10,"completion_tokens":1,"service_tier":"priority"}"""
    )]
    public void Finish_OddPlaces_AreReadAsLineByLine(string line)
    {
        var text = string.Concat(
            Enumerable
                .Range(0, 5)
                .Select(i =>
                    line.Replace(
                        "#",
                        i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        StringComparison.Ordinal
                    ) + "\n"
                )
        );

        new BothWays { GroupBy = ["tag:a.b", "tenant", "tag:x0"] }.ShouldAgree(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void Finish_ShapesWithDifferentFields_KeepTheirGroupsApart()
    {
        var text = """
            {"id":"a","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tenant":"x","prompt_tokens":1,"completion_tokens":1}
            {"id":"b","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","feature":"x","prompt_tokens":1,"completion_tokens":1}
            {"id":"c","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","feature":"x","tenant":"x","prompt_tokens":1,"completion_tokens":1}
            """;
        var ways = new BothWays { GroupBy = ["tenant", "feature"] };

        ways.ShouldAgree(Encoding.UTF8.GetBytes(text)).Groups.Count.ShouldBe(3);

        var options = ways.Options with
        {
            Defaults = new Dictionary<string, string>(StringComparer.Ordinal) { ["tenant"] = "x", ["feature"] = "x" },
        };
        new BothWays { GroupBy = ["tenant", "feature"], Options = options }
            .ShouldAgree(Encoding.UTF8.GetBytes(text))
            .Groups.ShouldHaveSingleItem()
            .Events.ShouldBe(3);
    }

    [Fact]
    public void Finish_OneTagAtTwoPlaces_IsTheFullReadersChoice()
    {
        var text = """
            {"id":"a","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tags":{"team":"a"},"labels":{"team":"b"},"prompt_tokens":1,"completion_tokens":1}
            {"id":"b","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tags":{"team":"a"},"labels":{"team":"b"},"prompt_tokens":1,"completion_tokens":1}
            """;

        new BothWays { GroupBy = ["tag:team"] }
            .ShouldAgree(Encoding.UTF8.GetBytes(text))
            .Groups.ShouldHaveSingleItem()
            .Values.ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("0.37")]
    [InlineData("-12.5e-3")]
    [InlineData("1E+2")]
    [InlineData("1e30")]
    [InlineData("12345678901234567890")]
    [InlineData("0.1234567890123456789")]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("-")]
    public void Finish_NumbersNobodyAsksFor_AreReadAsTheFullReaderDoes(string number)
    {
        var text = $$"""
            {"id":"a","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","temperature":0.5,"prompt_tokens":1,"completion_tokens":1}
            {"id":"b","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","temperature":{{number}},"prompt_tokens":1,"completion_tokens":1}
            {"id":"c","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","reasoning_tokens":1,"prompt_tokens":1,"completion_tokens":1}
            {"id":"e","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","cost":0.5,"prompt_tokens":1,"completion_tokens":1}
            {"id":"f","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","cost":{{number}},"prompt_tokens":1,"completion_tokens":1}
            {"id":"d","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","reasoning_tokens":{{number}},"prompt_tokens":1,"completion_tokens":1}
            """;

        new BothWays { GroupBy = ["model"] }.ShouldAgree(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData("\"input_tokens\":900,\"output_tokens\":5")]
    [InlineData("\"input_tokens\":900,\"output_tokens\":5,\"input_tokens_details\":{\"cached_tokens\":300}")]
    [InlineData("\"input_tokens\":900,\"output_tokens\":5,\"cache_read_input_tokens\":300")]
    [InlineData("\"input_tokens\":900,\"output_tokens\":5,\"cached_tokens\":300")]
    [InlineData("\"input_tokens\":900,\"prompt_tokens\":800,\"output_tokens\":5")]
    [InlineData("\"prompt_tokens\":900,\"output_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":300}")]
    public void Finish_InputCountedInAnyWay_IsWhatLineByLineGives(string usage)
    {
        foreach (var model in new[] { "gpt-4o-mini", "claude-sonnet-4-6", "moonshotai/Kimi-K3" })
        {
            var text = string.Concat(
                Enumerable
                    .Range(0, 3)
                    .Select(i =>
                        $$$"""{"id":"{{{model}}}{{{i}}}","ts":"2026-06-03T12:00:00Z","model":"{{{model}}}","usage":{ {{{usage}}} } }"""
                        + "\n"
                    )
            );

            new BothWays { GroupBy = ["model"] }.ShouldAgree(Encoding.UTF8.GetBytes(text));
        }
    }

    [Fact]
    public void Finish_DefaultsAndMap_AreUsed()
    {
        var text = string.Concat(
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    $$$"""{"key":"e{{{i}}}","at":"2026-06-03T12:00:00Z","llm":"gpt-4o-mini","in":{{{i}}},"prompt_tokens":7,"completion_tokens":1}"""
                    + "\n"
                )
        );
        var options = new Usage.Readers.ReadOptions
        {
            DefaultTime = BothWays.DefaultTime,
            Map = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["id"] = "key",
                ["time"] = "at",
                ["model"] = "llm",
            },
            Defaults = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tenant"] = "blue",
                ["mode"] = "batch",
                ["tag:team"] = "x",
            },
        };

        var summary = new BothWays { GroupBy = ["tenant", "mode", "tag:team", "model"], Options = options }.ShouldAgree(
            Encoding.UTF8.GetBytes(text)
        );

        summary.Groups.ShouldHaveSingleItem().Values.ShouldBe(["blue", "batch", "x", "gpt-4o-mini"]);
    }
}
