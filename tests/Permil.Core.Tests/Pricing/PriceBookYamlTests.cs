using Permil.Usage;
using Permil.Yaml;

namespace Permil.Pricing;

public sealed class PriceBookYamlTests
{
    private const string Start = """
        provider: acme
        sources:
          list: {text: the list, learned: 2026-01-31, confidence: official}
          blog: {text: a blog, learned: 2026-03-01, confidence: third-party}

        """;

    [Fact]
    public void Read_OfARow_MakesAPriceOfEachMeter()
    {
        var book = Read(
            "models: [{id: m, kind: chat, prices: [{price: {input_tokens: 0.10, output_tokens: free}, from: 2026-01-01, source: list}]}]"
        );

        book.Prices.Count.ShouldBe(2);
        var input = book.Prices[0];
        input.Sku.ShouldBe("acme/m/serverless/input_tokens");
        input.Shape.ShouldBe(new PriceShape.Unit(0.10m));
        input.PerText.ShouldBe("1M tokens");
        input.Period.From.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        input.Learned.ShouldBe(new DateOnly(2026, 1, 31));
        book.Prices[1].Shape.ShouldBe(new PriceShape.Unit(0));
    }

    [Fact]
    public void Read_OfConflicts_KeepsThemWithTheMeterTheyConcern()
    {
        var book = Read(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - {price: {input_tokens: 1, output_tokens: 2}, source: list,
                     conflicts: [{price: {output_tokens: 3}, source: blog, note: another figure}, {minimum: 4, source: blog}]}
            """
        );

        book.Prices[0].Conflicts.Select(conflict => (conflict.Amount, conflict.MinimumCharge)).ShouldBe([(null, 4m)]);
        book.Prices[1]
            .Conflicts.Select(conflict => (conflict.Amount, conflict.MinimumCharge))
            .ShouldBe([(3m, null), (null, 4m)]);
        book.Prices[1].Conflicts[0].Source.Key.ShouldBe("blog");
        book.Prices[1].Conflicts[0].Note.ShouldBe("another figure");
    }

    [Fact]
    public void Read_OfAConflictInAnotherMeterOfTheFamily_BelongsToThePrice() =>
        Read(
            "models: [{id: m, kind: image, prices: [{price: {image_generations: 1}, source: list, conflicts: [{price: {image_megapixels: 2}, source: blog}]}]}]"
        )
            .Prices[0]
            .Conflicts.ShouldHaveSingleItem()
            .Meter.ShouldBe(Meters.ImageMegapixels);

    [Fact]
    public void Read_OfAModeFallback_SaysWhereItIsFrom()
    {
        var fallback = Read("falls-back: {batch: {mode: serverless, source: list, note: no discount}}").ModeFallbacks[
            Mode.Batch
        ];

        fallback.To.ShouldBe(Mode.Serverless);
        fallback.Source.Key.ShouldBe("list");
        fallback.Note.ShouldBe("no discount");
    }

    [Fact]
    public void Read_OfPricesOneAfterTheOther_IsNotAmbiguous() =>
        Read(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - {price: {input_tokens: 1}, until: 2026-02-01, source: list}
                  - {price: {input_tokens: 2}, from: 2026-02-01, source: blog}
                  - {price: {input_tokens: 3}, where: {service_tier: priority}, source: list}
            """
        )
            .Prices.Count.ShouldBe(3);

    [Fact]
    public void Read_OfOverlappingPeriods_NamesFileLinesAndBothEntries()
    {
        var message = Refused(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - {price: {input_tokens: 1}, until: 2026-02-02, source: list}
                  - {price: {input_tokens: 2}, from: 2026-02-01, source: blog}
            """
        );

        message.ShouldStartWith("acme.yaml:10: ");
        message.ShouldContain("line 9, acme/m/serverless/input_tokens (until 2026-02-02)");
        message.ShouldContain("line 10, acme/m/serverless/input_tokens (from 2026-02-01)");
        message.ShouldContain("overlap");
    }

    [Fact]
    public void Read_OfTwoMetersOfOneFamily_IsRefused() =>
        Refused(
                "models: [{id: m, kind: image, prices: [{price: {image_generations: 1}, source: list}, {price: {image_megapixels: 1}, source: list}]}]"
            )
            .ShouldContain("measure the same thing");

    [Fact]
    public void Read_OfTwoClassesWithOneBound_IsRefusedUnlessForOtherModels()
    {
        const string Classes = """
            classes:
              - {name: a, kinds: [chat], up-to: 8B, prices: [{price: {input_tokens: 1}, source: list}]}
              - {name: b, kinds: [KIND], up-to: 8B, prices: [{price: {input_tokens: 2}, source: list}]}
            """;

        Refused(Classes.Replace("KIND", "chat", StringComparison.Ordinal)).ShouldContain("overlap");
        Read(Classes.Replace("KIND", "embedding", StringComparison.Ordinal)).Prices.Count.ShouldBe(2);
    }

    [Theory]
    // Keys and sources
    [InlineData("colour: red", "acme.yaml:5: unknown key 'colour'")]
    [InlineData("models: [{id: m, kind: chat, prize: 1}]", "unknown key 'prize'")]
    [InlineData(
        "models: [{id: m, kind: chat, prices: [{price: {input_tokens: 1}}]}]",
        "acme.yaml:5: 'source' is missing"
    )]
    [InlineData(
        "models: [{id: m, kind: chat, prices: [{price: {input_tokens: 1}, source: rumour}]}]",
        "found 'rumour', allowed: a key of 'sources': list, blog"
    )]
    [InlineData("models: [{id: m, prices: []}]", "'kind' is missing")]
    [InlineData("models: [{id: m, kind: chess}]", "found 'chess'")]
    [InlineData(
        "models: [{id: m, kind: chat}, {id: n, kind: chat, aliases: [m]}]",
        "found 'm', allowed: a name used once; line 5 has it too"
    )]
    [InlineData("? [a, b]\n: c", "no text")]
    // Amounts
    [InlineData(
        "prices: [{price: {web_searches: cheap}, source: list}]",
        "found 'cheap', allowed: an amount of 0 or more"
    )]
    [InlineData("prices: [{price: {web_searches: -1}, source: list}]", "found '-1'")]
    [InlineData("prices: [{price: {web_searches: NaN}, source: list}]", "found 'NaN'")]
    [InlineData("prices: [{price: {web_searches: 1e3}, source: list}]", "found '1e3'")]
    [InlineData("prices: [{price: {web_searches: '1,5'}, source: list}]", "found '1,5'")]
    [InlineData("prices: [{price: {web_searches: ''}, source: list}]", "a text that is not empty")]
    [InlineData("prices: [{price: {wishes: 1}, source: list}]", "found 'wishes', allowed: a meter: input_tokens")]
    [InlineData(
        "prices: [{price: {web_searches: 1}, per: 1M tokens, source: list}]",
        "found '1M tokens', allowed: a unit of web_searches"
    )]
    [InlineData("prices: [{price: {audio_seconds: 1}, per: day, source: list}]", "found 'day'")]
    [InlineData("meters: {input_tokens: {unit: token}}", "a name that no built-in meter has")]
    // Dates
    [InlineData(
        "prices: [{price: {web_searches: 1}, from: 2026-02-01, until: 2026-02-01, source: list}]",
        "'from' before 'until'"
    )]
    [InlineData(
        "prices: [{price: {web_searches: 1}, from: 2026-03-01, until: 2026-02-01, source: list}]",
        "'from' before 'until'"
    )]
    [InlineData("prices: [{price: {web_searches: 1}, from: 2026-02-30, source: list}]", "found '2026-02-30'")]
    [InlineData("prices: [{price: {web_searches: 1}, learned: spring, source: list}]", "a day as in")]
    // Tiers and steps
    [InlineData(
        "prices: [{price: {web_searches: {graduated: [{up-to: 5, amount: 1}, {up-to: 5, amount: 1}, {amount: 0}]}}, source: list}]",
        "tiers in rising order"
    )]
    [InlineData(
        "prices: [{price: {web_searches: {volume: [{up-to: 5, amount: 1}]}}, source: list}]",
        "a last tier without 'up-to'"
    )]
    [InlineData(
        "prices: [{price: {web_searches: {graduated: [{amount: 1}], volume: [{amount: 1}]}}, source: list}]",
        "one of 'graduated' and 'volume'"
    )]
    [InlineData(
        "prices: [{price: {input_tokens: 1}, over: [{input-tokens: 9, price: {input_tokens: 2}}, {input-tokens: 8, price: {input_tokens: 3}}], source: list}]",
        "steps in rising order"
    )]
    [InlineData(
        "prices: [{price: {input_tokens: 1}, over: [{input-tokens: 9, price: {output_tokens: 2}}], source: list}]",
        "found 'output_tokens', allowed: a meter that the row has a price for: input_tokens"
    )]
    // Multiples, fallbacks, conflicts
    [InlineData(
        "prices: [{mode: batch, price: {web_searches: 1}, multiply: {mode: serverless, by: 0.5, meters: [web_searches]}, source: list}]",
        "'multiply' without it"
    )]
    [InlineData(
        "prices: [{multiply: {mode: serverless, by: 0.5, meters: [web_searches]}, source: list}]",
        "another mode than the price's own"
    )]
    [InlineData("falls-back: {batch: {mode: batch, source: list}}", "another mode than the one that falls back")]
    [InlineData("falls-back: {sometimes: {mode: serverless, source: list}}", "found 'sometimes'")]
    [InlineData("falls-back: {batch: {mode: serverless}}", "'source' is missing")]
    [InlineData(
        "prices: [{price: {web_searches: 1}, source: list, conflicts: [{price: {input_tokens: 2}, source: blog}]}]",
        "found 'input_tokens', allowed: a meter that the row has a price for"
    )]
    [InlineData(
        "prices: [{price: {web_searches: 1}, source: list, conflicts: [{source: blog}]}]",
        "'price' or 'minimum'"
    )]
    [InlineData(
        "prices: [{price: {web_searches: 1}, source: list, conflicts: [{price: {web_searches: 2}, source: rumour}]}]",
        "found 'rumour'"
    )]
    [InlineData("classes: [{name: a, up-to: 1B}, {name: a, up-to: 2B}]", "a name that no other class has")]
    // YAML itself
    [InlineData("models: [}", "acme.yaml:5: ")]
    [InlineData("name: a\nname: b", "acme.yaml:6: Duplicate key name")]
    [InlineData("---\nname: two", "a price book is exactly one")]
    public void Read_OfAWrongBook_SaysWhatIsWrong(string rest, string expected) =>
        Refused(rest).ShouldContain(expected);

    private static PriceBook Read(string rest) => PriceBookYaml.Read(new StringReader(Start + rest), "acme.yaml");

    private static string Refused(string rest) => Should.Throw<YamlFormatException>(() => Read(rest)).Message;
}
