using System.Globalization;
using System.Text;
using Permil.Pricing;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>What several workers summed becomes the groups that single events would have been in.</summary>
public sealed class BulkFlushTests
{
    private static readonly PriceCatalog Catalog = new([
        TestBooks.Read(
            """
            cached-tokens: inside-input
            models:
              - id: plain
                kind: chat
                prices: [{ price: { input_tokens: 2, output_tokens: 4, cached_input_tokens: 1 }, source: page }]
              - id: other
                kind: chat
                prices: [{ price: { input_tokens: 20, output_tokens: 40, cached_input_tokens: 10 }, source: page }]
              - id: changing
                kind: chat
                prices:
                  - { price: { input_tokens: 2, output_tokens: 4, cached_input_tokens: 1 }, until: "2026-06-15T12:00:00Z", source: page }
                  - { price: { input_tokens: 3, output_tokens: 6, cached_input_tokens: 2 }, from: "2026-06-15T12:00:00Z", source: page }
              - id: steps
                kind: chat
                prices:
                  - price: { input_tokens: 2, output_tokens: 4, cached_input_tokens: 1 }
                    over: [{ input-tokens: 1000, price: { input_tokens: 5, output_tokens: 7 } }]
                    source: page
            """
        ),
    ]);

    [Fact]
    public void Into_NoKeys_IsOneGroup() =>
        ShouldBe(
            [],
            """
            events 3 duplicates 0 unsettled 0 rejected 0 unpriced 0 cost 0.001493 USD
            group : 3 events, 0 unpriced, 50 input_tokens, 5 cached_input_tokens, 32 output_tokens, cost 0.001493
            """,
            [Line("plain", input: 10, output: 2), Line("plain", input: 10, cached: 5, output: 10)],
            [Line("other", input: 30, output: 20)]
        );

    /// <summary>The two have seen tenants and days in different orders, one of them alone.</summary>
    [Fact]
    public void Into_SeveralWorkers_SameValuesAreOneGroup() =>
        ShouldBe(
            ["day", "tenant"],
            """
            events 8 duplicates 0 unsettled 0 rejected 0 unpriced 0 cost 0.00013 USD
            group 2026-06-02 / b: 2 events, 0 unpriced, 20 input_tokens, 2 output_tokens, cost 0.000048
            group 2026-06-01 / a: 2 events, 0 unpriced, 17 input_tokens, 2 output_tokens, cost 0.000042
            group 2026-06-03 / c: 1 events, 0 unpriced, 10 input_tokens, 1 output_tokens, cost 0.000024
            group 2026-06-01 / b: 1 events, 0 unpriced, 4 input_tokens, 1 output_tokens, cost 0.000012
            group 2026-06-03 / (none): 1 events, 0 unpriced, 1 input_tokens, cost 0.000002
            group 2026-06-04 / (none): 1 events, 0 unpriced, 1 input_tokens, cost 0.000002
            """,
            [
                Line("plain", "2026-06-01T10:00:00Z", "a", input: 10, output: 1),
                Line("plain", "2026-06-01T11:00:00Z", "b", input: 4, output: 1),
                Line("plain", "2026-06-02T10:00:00Z", "b", input: 8, output: 1),
            ],
            [
                Line("plain", "2026-06-02T00:00:00Z", "b", input: 12, output: 1),
                Line("plain", "2026-06-01T23:59:59Z", "a", input: 7, output: 1),
                Line("plain", "2026-06-03T00:00:00Z", "c", input: 10, output: 1),
                Line("plain", "2026-06-03T00:00:00Z", input: 1),
                Line("plain", "2026-06-04T00:00:00Z", input: 1),
            ]
        );

    [Theory]
    [InlineData(
        "hour",
        "2026-06-15T11:00:00Z 12,2026-06-15T12:00:00Z 18,2026-06-16T12:00:00Z 24,2026-07-16T12:00:00Z 9"
    )]
    [InlineData("day", "2026-06-15 30,2026-06-16 24,2026-07-16 9")]
    [InlineData("month", "2026-06 54,2026-07 9")]
    public void Into_PriceThatChangesWithinADay_EachLineAtItsOwn(string key, string expected)
    {
        var summary = Rate(
            [key],
            [
                Line("changing", "2026-06-15T11:59:59.999Z", input: 6),
                Line("changing", "2026-06-15T12:00:00Z", input: 6),
                Line("changing", "2026-06-16T12:30:00Z", input: 6),
            ],
            [Line("changing", "2026-07-16T12:30:00Z", input: 3), Line("changing", "2026-06-16T12:00:00Z", input: 2)]
        );

        string.Join(
                ',',
                summary
                    .Groups.OrderBy(group => group.Values[0], StringComparer.Ordinal)
                    .Select(group => $"{group.Values[0]} {DecimalText.Of(group.ListCost * 1_000_000)}")
            )
            .ShouldBe(expected);
        summary.Events.ShouldBe(5);
    }

    /// <summary>Each as the only key, so each as the last text of a line; and all at once.</summary>
    [Theory]
    [InlineData("model", "plain")]
    [InlineData("provider", "acme")]
    [InlineData("mode", "batch")]
    [InlineData("account", "A")]
    [InlineData("tenant", "T")]
    [InlineData("feature", "F")]
    [InlineData("env", "E")]
    [InlineData("tag:team", "G")]
    [InlineData("tenant,model", "T / plain")]
    [InlineData("tenant,subAccount", "T / T")]
    [InlineData("tag:team,month,env", "G / 2026-06 / E")]
    [InlineData(
        "env,provider,tenant,mode,tag:team,day,feature,account,model",
        "E / acme / T / batch / G / 2026-06-01 / F / A / plain"
    )]
    public void Into_EveryKey_GroupsAreTheValuesOfTheLines(string keys, string expected)
    {
        static string Full(string id, string provider) =>
            $$"""{"id":"{{id}}","ts":"2026-06-01T00:00:00Z","provider":"{{provider}}","model":"plain","mode":"batch","account":"A","tenant":"T","feature":"F","env":"E","tags":{"team":"G"},"prompt_tokens":6,"completion_tokens":1}""";

        var groups = Rate(keys.Split(','), [Full("1", "acme"), Full("2", "acme")], [Full("3", "acme")]).Groups;

        var group = groups.ShouldHaveSingleItem();
        string.Join(" / ", group.Values).ShouldBe(expected);
        group.Events.ShouldBe(3);
    }

    [Fact]
    public void Into_LinesWithoutThePrice_AreCountedWithTheirReason() =>
        ShouldBe(
            ["tenant"],
            """
            events 7 duplicates 0 unsettled 0 rejected 0 unpriced 5 cost 0.000014 USD
            group a: 4 events, 2 unpriced, 9 input_tokens, 10 cached_input_tokens, 4 output_tokens, cost 0.000014
            group b: 2 events, 2 unpriced, 12 input_tokens, 2 output_tokens, cost 0
            group c: 1 events, 1 unpriced, 5 output_tokens, cost 0
            unpriced 'nope', no price book has model 'nope': 3 events, 9 input_tokens, 10 cached_input_tokens, 5 output_tokens
            unpriced 'never', no price book has model 'never': 2 events, 7 input_tokens, 5 output_tokens
            """,
            [
                Line("plain", tenant: "a", input: 3, output: 1),
                Line("nope", tenant: "a", input: 4, cached: 10, output: 1),
                Line("plain", tenant: "a", input: 2),
                Line("nope", tenant: "b", input: 5, output: 2),
            ],
            [
                Line("never", tenant: "c", output: 5),
                Line("nope", tenant: "a", output: 2),
                Line("never", tenant: "b", input: 7),
            ]
        );

    [Theory]
    [InlineData(6, 0, 0, "6 input_tokens, cost 0.000012")]
    [InlineData(0, 6, 0, "6 cached_input_tokens, cost 0.000006")]
    [InlineData(0, 0, 6, "6 output_tokens, cost 0.000024")]
    [InlineData(6, 1, 0, "6 input_tokens, 1 cached_input_tokens, cost 0.000013")]
    [InlineData(6, 0, 1, "6 input_tokens, 1 output_tokens, cost 0.000016")]
    [InlineData(0, 6, 1, "6 cached_input_tokens, 1 output_tokens, cost 0.00001")]
    [InlineData(1, 1, 1, "1 input_tokens, 1 cached_input_tokens, 1 output_tokens, cost 0.000007")]
    public void Into_MetersAtZero_AreNotInTheGroup(int input, int cached, int output, string expected) =>
        RatingText
            .Of(Rate(["model"], [Line("plain", input: input, cached: cached, output: output)]))
            .ShouldContain($"group plain: 1 events, 0 unpriced, {expected}{Environment.NewLine}");

    [Fact]
    public void Into_InputBeyondAStep_IsAtItsPriceInGroupsOfAnyKind()
    {
        string[] log =
        [
            Line("steps", input: 1000, output: 1),
            Line("steps", input: 1001, output: 1),
            Line("steps", input: 900, cached: 101, output: 1),
            Line("steps", input: 10, output: 1),
        ];

        // 1010 x 2 + 2 x 4, 1901 x 5 + 101 x 1 + 2 x 7.
        Rate(["model"], log).Groups.ShouldHaveSingleItem().ListCost.ShouldBe(0.011648m);
        Rate(["meter"], log)
            .Groups.Select(group => (group.Values[0], group.Events, group.ListCost))
            .ShouldBe([
                ("input_tokens", 4, 0.011525m),
                ("cached_input_tokens", 1, 0.000101m),
                ("output_tokens", 4, 0.000022m),
            ]);
    }

    [Fact]
    public void Into_GroupsOfCharges_HaveTheEventsThatUsedTheMeter() =>
        ShouldBe(
            ["meter", "tenant", "day"],
            """
            events 6 duplicates 0 unsettled 0 rejected 0 unpriced 1 cost 0.000098 USD
            group output_tokens / a / 2026-06-15: 2 events, 0 unpriced, 8 output_tokens, cost 0.00004
            group input_tokens / a / 2026-06-15: 2 events, 0 unpriced, 10 input_tokens, cost 0.000024
            group input_tokens / (none) / 2026-06-17: 1 events, 0 unpriced, 7 input_tokens, cost 0.000014
            group input_tokens / (none) / 2026-06-15: 1 events, 0 unpriced, 5 input_tokens, cost 0.00001
            group input_tokens / b / 2026-06-16: 1 events, 0 unpriced, 2 input_tokens, cost 0.000004
            group output_tokens / (none) / 2026-06-15: 1 events, 0 unpriced, 1 output_tokens, cost 0.000004
            group cached_input_tokens / b / 2026-06-16: 1 events, 0 unpriced, 2 cached_input_tokens, cost 0.000002
            group input_tokens / b / 2026-06-15: 1 events, 1 unpriced, 9 input_tokens, cost 0
            unpriced 'nope', no price book has model 'nope': 1 events, 9 input_tokens
            """,
            [
                Line("changing", "2026-06-15T11:00:00Z", "a", input: 6, output: 4),
                Line("changing", "2026-06-15T12:00:00Z", "a", input: 4, output: 4),
                Line("plain", "2026-06-16T12:00:00Z", "b", input: 2, cached: 2),
            ],
            [
                Line("nope", "2026-06-15T12:00:00Z", "b", input: 9),
                Line("plain", "2026-06-15T12:00:00Z", input: 5, output: 1),
                Line("plain", "2026-06-17T12:00:00Z", input: 7),
            ]
        );

    /// <summary>As many as one piece of the sums holds.</summary>
    [Theory]
    [InlineData("tenant", "plain", 0)]
    [InlineData("tenant", "nope", 1024)]
    [InlineData("tenant,meter", "plain", 0)]
    public void Into_ManyTenants_EachHasItsGroup(string keys, string model, int unpriced)
    {
        var summary = Rate(
            keys.Split(','),
            [.. Enumerable.Range(0, 1024).Select(i => Line(model, tenant: $"t{i}", input: i + 1))]
        );

        summary.Events.ShouldBe(1024);
        summary.Unpriced.ShouldBe(unpriced);
        summary.Groups.Count.ShouldBe(1024);
        summary.Groups.Sum(group => group.Quantities.Single().Quantity).ShouldBe(1024 * 1025 / 2);
        summary.Groups.ShouldAllBe(group => group.Values[0] == $"t{group.Quantities[0].Quantity - 1}");
    }

    [Fact]
    public void Into_ShapesWithDifferentTexts_KeepTheirGroupsApart()
    {
        static string With(string id, string fields) =>
            $$"""{"id":"{{id}}","ts":"2026-06-03T12:00:00Z","model":"plain",{{fields}},"prompt_tokens":1,"completion_tokens":1}""";
        string[][] logs =
        [
            [With("1", "\"tenant\":\"x\""), With("2", "\"tenant\":\"x\"")],
            [With("3", "\"feature\":\"x\"")],
            [With("4", "\"feature\":\"x\",\"tenant\":\"x\"")],
        ];
        string Groups(params (string Name, string Value)[] defaults) =>
            string.Join(
                ", ",
                Rate(["tenant", "feature"], defaults, logs)
                    .Groups.Select(group => $"{group.Values[0] ?? "-"}/{group.Values[1] ?? "-"}: {group.Events}")
            );

        Groups().ShouldBe("x/-: 2, x/x: 1, -/x: 1");
        Groups(("tenant", "y")).ShouldBe("x/-: 2, x/x: 1, y/x: 1");
        Groups(("tenant", "x")).ShouldBe("x/x: 2, x/-: 2");
        Groups(("tenant", "x"), ("feature", "x")).ShouldBe("x/x: 4");
    }

    [Fact]
    public void Into_LineOfTwoWorkers_CountsOnce()
    {
        var line = Line("plain", tenant: "a", input: 6);

        var group = Rate(["tenant"], [line, line], [line]).Groups.ShouldHaveSingleItem();

        (group.Events, group.ListCost).ShouldBe((1, 0.000012m));
    }

    private static void ShouldBe(string[] groupBy, string expected, params string[][] logs) =>
        RatingText.Of(Rate(groupBy, logs)).ReplaceLineEndings("\n").ShouldBe(expected.ReplaceLineEndings("\n") + "\n");

    private static RatingSummary Rate(string[] groupBy, params string[][] logs) => Rate(groupBy, [], logs);

    /// <summary>Each log is summed by a worker of its own; the full reader gives the same.</summary>
    private static RatingSummary Rate(string[] groupBy, (string Name, string Value)[] defaults, params string[][] logs)
    {
        GroupKey[] keys = [.. groupBy.Select(name => GroupKey.Parse(name)!)];
        var options = new ReadOptions
        {
            DefaultTime = null,
            CachedInsideInput = Catalog.CachedInsideInput,
            Defaults = defaults.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
        };
        var map = new FieldMap(options.Map);
        var rating = new UsageRating(new Rater(Catalog), keys);
        var lineByLine = new UsageRating(new Rater(Catalog), keys);
        var dimensions = new BulkDimensions(keys);
        var workers = new List<BulkWorker>();
        foreach (var log in logs)
        {
            var bytes = Encoding.UTF8.GetBytes(string.Join('\n', log) + "\n");
            var file = new BulkFile(
                new FirstLine("log", 1, Encoding.UTF8.GetBytes(log[0]), bytes),
                Stream.Null,
                options.MaxLineBytes
            );
            workers.Add(new BulkWorker(rating, dimensions, map, options));
            LineWorker.ReadAll([workers[^1]], file, new JsonLineReader("log", options, map), rating);
            UsageLog.Read(new MemoryStream(bytes), "log", options, lineByLine);
        }

        rating.Finish().Events.ShouldBeLessThanOrEqualTo(1, "the lines are summed");
        BulkFlush.Into(rating, dimensions, workers);
        var summary = rating.Finish();
        RatingText.Of(summary).ShouldBe(RatingText.Of(lineByLine.Finish()));
        return summary;
    }

    /// <param name="model">The model.</param>
    /// <param name="time">When.</param>
    /// <param name="tenant">Whose; a line without it has another shape.</param>
    /// <param name="input">Without what is cached.</param>
    /// <param name="cached">Cached input.</param>
    /// <param name="output">Output.</param>
    private static string Line(
        string model,
        string time = "2026-06-01T00:00:00Z",
        string? tenant = null,
        int input = 0,
        int cached = 0,
        int output = 0
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{model}} {{time}} {{tenant}} {{input}} {{cached}} {{output}}","ts":"{{time}}","model":"{{model}}",{{(tenant is null ? "" : $"\"tenant\":\"{tenant}\",")}}"prompt_tokens":{{input + cached}},"prompt_tokens_details":{"cached_tokens":{{cached}}},"completion_tokens":{{output}}}"""
        );
}
