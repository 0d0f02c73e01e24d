using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <summary>What is not read back before it is acknowledged must be what would have been read.</summary>
public sealed class ReadBackTests
{
    private static readonly string?[] OddTexts =
    [
        "",
        "\ud83d",
        "\udc00 x",
        "a\ud83d\ude00",
        "\0",
        "\u2028\u0085",
        "\uFFFD",
        "0",
        "007",
        " 7",
        "1e3",
        "1000001",
        new string('9', 40),
    ];

    [Fact]
    public void IsSame_AnyEvent_MeansThatTheReaderSaysTheSame()
    {
        var random = new Random(20261001);
        var generator = new EventGenerator(random);
        var reader = new OneEventReader();
        var same = 0;
        for (var i = 0; i < 40_000; i++)
        {
            var usageEvent = generator.Any();
            for (var change = random.Next(3); change > 0; change--)
            {
                usageEvent = Odd(usageEvent, generator, random);
            }

            var isOpen = random.Next(4) == 0;
            if (!ReadBack.IsSame(usageEvent, isOpen))
            {
                continue;
            }

            same++;
            var read = reader.ReadInFull(UsageEventJson.Bytes(usageEvent), 1);
            read.ShouldNotBeNull(reader.Reason);
            if (isOpen && read.UnsettledReason == "the event has no usage")
            {
                read = read with { UnsettledReason = null };
            }

            EventText.Of(read).ShouldBe(EventText.Of(Said(usageEvent)));
            read.Attributes.ShouldBe(Said(usageEvent).Attributes, ignoreOrder: true);
            Should.NotThrow(() => new EventCodes().Add(usageEvent, new EventBatch()));
        }

        same.ShouldBeInRange(10_000, 35_000);
    }

    [Fact]
    public void IsSame_WhatTheGatewayMakes_IsCertain()
    {
        var call = Program.IntakeEvent(1) with
        {
            Source = GatewayUsage.Source,
            Account = "acme 日本",
            SubAccount = "",
            Tags = new Dictionary<string, string> { ["key"] = "key_1", ["team"] = "é" },
            Attributes = new Dictionary<string, string> { ["reasoning_tokens"] = "17", ["width"] = "1024" },
        };

        ReadBack.IsSame(call).ShouldBeTrue();
        ReadBack
            .IsSame(call with { Usage = [], UnsettledReason = "cut off", ReportedCost = 0.000_001m })
            .ShouldBeTrue();
        ReadBack.IsSame(call with { Usage = [] }, isOpen: true).ShouldBeTrue();
        ReadBack.IsSame(call with { Usage = [] }).ShouldBeFalse();
        ReadBack
            .IsSame(call with { Usage = [new(Meters.InputTokens, 5), new(Meters.AudioSeconds, 1.25m)] })
            .ShouldBeTrue();
    }

    /// <summary>An empty text and nothing are the same.</summary>
    private static UsageEvent Said(UsageEvent usageEvent) =>
        usageEvent with
        {
            Tags = usageEvent.Tags.Where(tag => tag.Value.Length > 0).ToDictionary(),
            Attributes = usageEvent.Attributes.Where(attribute => attribute.Value.Length > 0).ToDictionary(),
        };

    private static UsageEvent Odd(UsageEvent usageEvent, EventGenerator generator, Random random)
    {
        var text = generator.OneOf(OddTexts);
        return random.Next(14) switch
        {
            0 => usageEvent with { Id = text! },
            1 => usageEvent with { Source = text! },
            2 => usageEvent with { Model = text! },
            3 => usageEvent with { Provider = text },
            4 => usageEvent with { Account = text },
            5 => usageEvent with { UnsettledReason = text },
            6 => usageEvent with { Tags = With(usageEvent.Tags, generator.OneOf(OddTexts)!, text!) },
            7 => usageEvent with { Attributes = With(usageEvent.Attributes, "width", text!) },
            8 => usageEvent with { Attributes = With(usageEvent.Attributes, "seconds", text!) },
            9 => usageEvent with { Attributes = With(usageEvent.Attributes, "outcome", text!) },
            10 => usageEvent with { ReportedCurrency = generator.OneOf(["eur", "", "ß", "EUR", text!]) },
            11 => usageEvent with { Time = generator.OneOf([EventTime.Min.AddTicks(-1), EventTime.Max]) },
            12 => usageEvent with { Mode = (Mode)random.Next(-1, 8) },
            _ => usageEvent with
            {
                Usage =
                [
                    .. usageEvent.Usage,
                    new Measurement(
                        generator.OneOf([Meters.InputTokens, Meters.AudioSeconds, new Meter("input_tokens", "unit")]),
                        generator.OneOf([-1m, 0.5m, 5.00m, 1e15m + 1, 0.000_000_000_000_1m, 1.500_000_000_000_000m])
                    ),
                ],
            },
        };
    }

    private static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string> texts,
        string name,
        string value
    ) => new(texts, StringComparer.Ordinal) { [name] = value };
}
