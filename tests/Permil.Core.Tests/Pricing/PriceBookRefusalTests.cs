using FsCheck;
using FsCheck.Fluent;
using Permil.Rating;
using Permil.Usage;
using Permil.Yaml;
using static Permil.Pricing.TestBooks;

namespace Permil.Pricing;

/// <summary>What a book may not say, and that every complaint names the place.</summary>
public sealed class PriceBookRefusalTests
{
    [Theory]
    [InlineData("price: { inptu_tokens: 1 }", "a meter")]
    [InlineData("price: { input_tokens: -1 }", "an amount of 0 or more")]
    [InlineData("price: { input_tokens: 1e3 }", "an amount of 0 or more")]
    [InlineData("price: { input_tokens: '1,000' }", "an amount of 0 or more")]
    [InlineData("price: { input_tokens: NaN }", "an amount of 0 or more")]
    [InlineData("price: { input_tokens: 0.12345678901234567890123456789 }", "of at most 28 digits")]
    [InlineData("price: { input_tokens: 79228162514264337593543950335.4 }", "of at most 28 digits")]
    [InlineData("price: { input_tokens: 1 }, per: 1K documents", "a unit of input_tokens")]
    [InlineData("price: { input_tokens: 1 }, per: 0 tokens", "a unit of input_tokens")]
    [InlineData("price: { storage_hours: 1 }, per: GPU-hour", "a unit of storage_hours")]
    [InlineData("price: { input_tokens: { graduated: [{ up-to: 10, amount: 1 }] } }", "a last tier")]
    [InlineData("price: { input_tokens: { volume: [{ amount: 1 }, { amount: 1 }] } }", "tiers in rising order")]
    [InlineData(
        "price: { input_tokens: { volume: [{ up-to: 5, amount: 1 }, { up-to: 5, amount: 1 }, { amount: 1 }] } }",
        "tiers in rising order"
    )]
    [InlineData("price: { input_tokens: 1 }, from: 2026-02-01, until: 2026-02-01", "'from' before 'until'")]
    [InlineData("price: { input_tokens: 1 }, from: 2026-02-30", "a day or an instant")]
    [InlineData("price: { input_tokens: 1 }, default-steps: 0.5", "a whole number")]
    [InlineData("price: { input_tokens: 1 }, default-steps: 3000000000", "a whole number")]
    [InlineData(
        "price: { input_tokens: 1 }, over: [{ input-tokens: 0.5, price: { input_tokens: 2 } }]",
        "a whole number"
    )]
    [InlineData(
        "price: { input_tokens: 1 }, over: [{ input-tokens: 900000000T, price: { input_tokens: 2 } }]",
        "a whole number"
    )]
    [InlineData(
        "price: { input_tokens: 1 }, over: [{ input-tokens: 5, price: { output_tokens: 2 } }]",
        "output_tokens"
    )]
    [InlineData(
        "price: { input_tokens: { volume: [{ amount: 1 }] } }, over: [{ input-tokens: 5, price: { input_tokens: 2 } }]",
        "a unit price"
    )]
    [InlineData(
        "price: { input_tokens: not-public }, over: [{ input-tokens: 5, price: { input_tokens: 2 } }]",
        "a unit price"
    )]
    [InlineData("price: { input_tokens: { graduated: [{ amount: 1 }] } }, round-up: true", "round-up")]
    [InlineData("price: { image_generations: { graduated: [{ amount: 1 }] } }, default-steps: 4", "default-steps")]
    [InlineData("price: { image_generations: { volume: [{ amount: 1 }] } }, default-steps: 4", "default-steps")]
    [InlineData("price: { input_tokens: 1 }, multiply: { mode: batch, by: 2, meters: [input_tokens] }", "multiply")]
    [InlineData("multiply: { mode: serverless, by: 2, meters: [input_tokens] }", "another mode")]
    [InlineData("multiply: { mode: batch, by: 2, meters: [input_tokens] }, round-up: true", "round-up")]
    [InlineData("multiply: { mode: batch, by: 2, meters: [input_tokens] }, default-steps: 4", "default-steps")]
    [InlineData("[price]: { input_tokens: 1 }", "key")]
    [InlineData("learned: 2026-05-01, withdrawn: 2026-05-01, price: { input_tokens: 1 }", "withdrawn")]
    public void Read_RowThatMakesNoSense_IsRefusedWithItsLine(string row, string said)
    {
        var exception = Should.Throw<YamlFormatException>(() => RaterOfRow(row));
        exception.Message.ShouldStartWith("acme.yaml:8: ");
        exception.Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("context: 900000000T")]
    [InlineData("max-output: 0.5")]
    [InlineData("modes: [sometimes]")]
    [InlineData("kind: oracle")]
    [InlineData("parameters: 8.1X")]
    [InlineData("parameters: 0")]
    [InlineData("parameters: 1.00000000000000000000000000001B")]
    [InlineData("retired: soon")]
    [InlineData("cached-tokens: perhaps")]
    public void Read_ModelThatMakesNoSense_IsRefusedWithItsLine(string field) =>
        Should
            .Throw<YamlFormatException>(() =>
                Read(
                    $"models:\n  - id: m\n{(field.StartsWith("kind", StringComparison.Ordinal) ? "" : "    kind: chat\n")}    {field}\n"
                )
            )
            .Message.ShouldMatch("^acme.yaml:[678]: ");

    [Theory]
    [InlineData("")]
    [InlineData("# nothing")]
    [InlineData("just text")]
    [InlineData("[1, 2]")]
    [InlineData("a: b\n---\nc: d")]
    [InlineData("provider: acme\nprovider: acme")]
    [InlineData("provider: [")]
    [InlineData("provider: acme\nprices: { a: *nowhere }")]
    [InlineData(
        "provider: acme\nprices:\n  - { source: page, price: { input_tokens: 0.1 }, over: [\n  { input-tokens: 1 } ]"
    )]
    [InlineData("? [a, b]\n: c")]
    [InlineData("provider: acme\nmodels: &all\n  - *all")]
    public void Read_NoPriceBook_IsRefusedWithTheFile(string text) =>
        Should.Throw<YamlFormatException>(() => ReadText(text)).Message.ShouldStartWith("acme.yaml:");

    /// <summary>Whatever is done to a book's text, it is a book or the complaint is one about a book.</summary>
    [Fact]
    public void Read_MangledText_IsReadOrRefusedButNeverFailsOtherwise() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var text = new OracleGenerator(seed).Book().ToYaml().ToList();
                    for (var changes = random.Next(1, 6); changes > 0; changes--)
                    {
                        var at = random.Next(text.Count);
                        switch (random.Next(3))
                        {
                            case 0:
                                text.RemoveRange(at, Math.Min(random.Next(1, 20), text.Count - at));
                                break;
                            case 1:
                                text.Insert(at, "{}[]:,-&*!|>'\"%@#\n\t 0.9KMBT~é\0"[random.Next(30)]);
                                break;
                            default:
                                text.InsertRange(at, text.GetRange(random.Next(at + 1), Math.Min(12, text.Count - at)));
                                break;
                        }
                    }

                    try
                    {
                        ReadText(string.Concat(text));
                        return true;
                    }
                    catch (YamlFormatException exception)
                    {
                        return exception.Message.StartsWith("acme.yaml:", StringComparison.Ordinal);
                    }
                }
            )
            .Holds(3_000);

    [Fact]
    public void Read_TwoPricesForOneInstant_NamesFileAndBothLinesAndBothEntries()
    {
        var message = Should
            .Throw<YamlFormatException>(() =>
                Read(
                    """
                    models:
                      - id: m
                        kind: chat
                        prices:
                          - source: page
                            until: 2026-06-01
                            price:
                              input_tokens: 1
                          - source: page
                            from: 2026-05-31T23:59:59Z
                            learned: 2026-04-01
                            price:
                              input_tokens: 2
                    """
                )
            )
            .Message;
        message.ShouldStartWith("acme.yaml:16: two prices match equally well");
        message.ShouldContain(
            "line 16, acme/m/serverless/input_tokens (from 2026-05-31T23:59:59Z) known from 2026-04-01"
        );
        message.ShouldContain("line 11, acme/m/serverless/input_tokens (until 2026-06-01) known from 2026-01-01");
    }

    [Theory]
    [InlineData("{ gpu: h100 }", "{ gpu: H100 }", true)]
    [InlineData("{ gpu: h100 }", "{ gpu: h200 }", false)]
    [InlineData("{ gpu: h100 }", "{ term: x }", true)]
    [InlineData("{ gpu: h100 }", "{ gpu: h100, term: x }", false)]
    [InlineData("{ gpu: h100, term: x }", "{ gpu: h100, method: lora }", true)]
    [InlineData("{ gpu: h100, term: x }", "{ gpu: h200, method: lora }", false)]
    public void Read_TwoPricesOfDifferentDimensions_AreRefusedWhenSomeUsageFitsBothEquallyWell(
        string first,
        string second,
        bool isRefused
    )
    {
        void Act() =>
            Read(
                $$"""
                prices:
                  - { source: page, where: {{first}}, price: { input_tokens: 1 } }
                  - { source: page, where: {{second}}, price: { input_tokens: 2 } }
                """
            );
        if (isRefused)
        {
            Should.Throw<YamlFormatException>(Act).Message.ShouldContain("two prices match equally well");
        }
        else
        {
            Should.NotThrow(Act);
        }
    }

    [Fact]
    public void Read_TwoMetersOfAFamilyAtOnePlace_AreRefused() =>
        Should
            .Throw<YamlFormatException>(() => RaterOfRow("price: { image_generations: 0.04, image_megapixels: 0.03 }"))
            .Message.ShouldContain("measure the same thing");

    [Fact]
    public void Read_TwoClassesOfOneName_AreRefused() =>
        Should
            .Throw<YamlFormatException>(() =>
                Read(
                    """
                    classes:
                      - { name: small, up-to: 8B, architecture: dense, prices: [{ source: page, price: { input_tokens: 0.2 } }] }
                      - { name: small, up-to: 56B, architecture: moe, prices: [{ source: page, price: { input_tokens: 0.6 } }] }
                    """
                )
            )
            .Message.ShouldStartWith("acme.yaml:6: classes: found 'small'");

    [Theory]
    [InlineData("", "", true)]
    [InlineData("kinds: [chat], ", "", true)]
    [InlineData("kinds: [chat], ", "kinds: [chat, code], ", true)]
    [InlineData("kinds: [chat], ", "kinds: [image], ", false)]
    [InlineData("architecture: moe, ", "", true)]
    [InlineData("architecture: moe, ", "architecture: dense, ", false)]
    public void Read_TwoClassesOfOneSizeForTheSameModels_AreRefused(string first, string second, bool isRefused)
    {
        void Act() =>
            Read(
                $$"""
                classes:
                  - { name: a, up-to: 8B, {{first}}prices: [{ source: page, price: { input_tokens: 0.2 } }] }
                  - { name: b, up-to: 8.0B, {{second}}prices: [{ source: page, price: { input_tokens: 0.6 } }] }
                """
            );
        if (isRefused)
        {
            var message = Should.Throw<YamlFormatException>(Act).Message;
            message.ShouldStartWith("acme.yaml:6: two prices match equally well");
            message.ShouldContain("line 5");
        }
        else
        {
            Should.NotThrow(Act);
        }
    }

    [Fact]
    public void Read_TwoClassesOfOneSizeForDifferentMeters_AreFine() =>
        Should.NotThrow(() =>
            Read(
                """
                classes:
                  - { name: a, up-to: 8B, prices: [{ source: page, price: { input_tokens: 0.2 } }] }
                  - { name: b, up-to: 8B, prices: [{ source: page, price: { rerank_tokens: 0.1 } }] }
                """
            )
        );

    [Theory]
    [InlineData("{ id: a, kind: chat, aliases: [x] }", "{ id: b, kind: chat, aliases: [x] }")]
    [InlineData("{ id: a, kind: chat, aliases: [X] }", "{ id: b, kind: chat, aliases: [x] }")]
    [InlineData("{ id: a, kind: chat }", "{ id: A, kind: chat }")]
    [InlineData("{ id: a, kind: chat }", "{ id: b, kind: chat, aliases: [a] }")]
    public void Read_OneNameForTwoModels_IsRefused(string first, string second) =>
        Should
            .Throw<YamlFormatException>(() => Read($"models:\n  - {first}\n  - {second}\n"))
            .Message.ShouldMatch("^acme.yaml:6: .*line 5 has it too");

    [Fact]
    public void Read_AnAliasThatIsTheOwnIdInAnotherCase_IsFine() =>
        Should.NotThrow(() => Read("models:\n  - { id: Kimi-K3, kind: chat, aliases: [kimi-k3, KIMI] }\n"));

    [Fact]
    public void Read_PricesOfEveryShape_KeepsWhatTheyAreFor()
    {
        var book = Read(
            """
            meters: { gpu_days: { unit: day, block: 7 } }
            prices:
              - { source: page, price: { gpu_days: 2 } }
              - { source: page, price: { audio_seconds: 0.006 }, per: minute }
              - { source: page, price: { dedicated_endpoint_hours: 0.1 }, per: 5 minutes, mode: dedicated }
            """
        );
        book.Prices.Select(price => (price.Per, price.UnitsPerMeterUnit, price.PerText))
            .ShouldBe([(7, 1, "7 days"), (60, 1, "minute"), (5, 60, "5 GPU-minutes")]);
        Meters.TryFind("gpu_days", out _).ShouldBeFalse();
    }
}
