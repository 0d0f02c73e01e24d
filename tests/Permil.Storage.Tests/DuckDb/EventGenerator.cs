using System.Globalization;
using Permil.Usage;

namespace Permil.Storage.DuckDb;

/// <summary>Draws events from a seed: all that a store must keep, edges often.</summary>
internal sealed class EventGenerator(Random random)
{
    private static readonly string?[] Texts =
    [
        null,
        "a",
        "b",
        "b ",
        "acme-corp",
        "Ünï-日本-😀",
        "quo\"te\\",
        "{x}",
        "nul",
    ];

    private static readonly string[] TagNames =
    [
        "team",
        "cost-center",
        "é\u0301",
        "😀\uFFFD",
        "\u0001\t\n",
        "a.b",
        " ",
        "'; --",
    ];

    private static readonly string[] TagValues =
    [
        "1",
        "null",
        "\u200B",
        "\U0010FFFF",
        "𝄞\u0000x",
        "'",
        "long " + new string('l', 300),
    ];

    private static readonly Meter[] OwnMeters =
    [
        new("zz_pages", "unit"),
        new("a_pages", "unit"),
        new("pages_10", "unit"),
    ];

    private static readonly DateTimeOffset FirstDay = new(2026, 1, 28, 0, 0, 0, TimeSpan.Zero);

    private int _ids;

    /// <summary>An event with anything in it.</summary>
    public UsageEvent Any()
    {
        var usageEvent = new UsageEvent
        {
            Id = random.Next(4) == 0 ? $"é😀 '{_ids++}\"" : $"id-{_ids++}",
            Source = OneOf(["app", "litellm", "Quelle 😀"]),
            Time = Time(),
            Provider = OneOf(["acme", "zeta", null]),
            Model = OneOf(["m", "Vendor/Model-1", "", "модель"]),
            Mode = OneOf(Enum.GetValues<Mode>()),
            Account = OneOf(Texts),
            SubAccount = OneOf(Texts),
            Feature = OneOf(Texts),
            Environment = OneOf(Texts),
            Tags = Tags(),
            Usage = Usage(),
            Attributes = Attributes(),
        };
        usageEvent = random.Next(5) switch
        {
            0 => usageEvent with { ReportedCost = Digits(random.Next(), random.Next(0, 20)), ReportedCurrency = "EUR" },
            1 => usageEvent with { ReportedCost = -0.000_000_1m },
            _ => usageEvent,
        };
        return random.Next(12) switch
        {
            0 => usageEvent with { UnsettledReason = OneOf(["interrupted", "no usage in the response"]), Usage = [] },
            1 => usageEvent with { Revises = Revision(RevisionKind.Amendment) },
            2 => usageEvent with { Revises = Revision(RevisionKind.Retraction), Usage = [] },
            _ => usageEvent,
        };
    }

    /// <summary>The event with one thing changed.</summary>
    public UsageEvent Changed(UsageEvent usageEvent)
    {
        switch (random.Next(14))
        {
            case 0:
                return usageEvent with { Time = usageEvent.Time.AddTicks(random.Next(2) == 0 ? 1 : -1) };
            case 1:
                return usageEvent with { Provider = usageEvent.Provider + "x" };
            case 2:
                return usageEvent with { Model = usageEvent.Model + "x" };
            case 3:
                return usageEvent with { Mode = (Mode)(((int)usageEvent.Mode + 1) % Enum.GetValues<Mode>().Length) };
            case 4:
                return usageEvent with { Account = usageEvent.Account + "x" };
            case 5:
                return usageEvent with { SubAccount = usageEvent.SubAccount + "x" };
            case 6:
                return usageEvent with { Feature = usageEvent.Feature + "x" };
            case 7:
                return usageEvent with { Environment = usageEvent.Environment + "x" };
            case 8:
                return usageEvent with { Tags = With(usageEvent.Tags, OneOf(TagNames), "changed") };
            case 9:
                return usageEvent with
                {
                    Attributes = With(
                        usageEvent.Attributes,
                        OneOf([
                            Permil.Usage.Attribute.Gpu,
                            Permil.Usage.Attribute.ReasoningTokens,
                            Permil.Usage.Attribute.CustomId,
                            Permil.Usage.Attribute.Requests,
                        ]),
                        "77777"
                    ),
                };
            case 10:
                return usageEvent with { UnsettledReason = usageEvent.UnsettledReason + "x" };
            case 11:
                return usageEvent with { ReportedCost = (usageEvent.ReportedCost ?? 0) + 0.000_1m };
            case 12:
                return usageEvent with
                {
                    Revises = usageEvent.Revises is { } revision
                        ? revision with
                        {
                            Target = revision.Target + "x",
                        }
                        : new Revision(RevisionKind.Amendment, "other", null),
                };
            default:
                return usageEvent with
                {
                    Usage =
                    [
                        .. usageEvent.Usage,
                        new Measurement(OneOf(Meters.All), OneOf([1m, 0.000_000_000_001m, 12.5m])),
                    ],
                };
        }
    }

    /// <summary>The same said in another order, with quantities of nothing named.</summary>
    public UsageEvent SaidOtherwise(UsageEvent usageEvent) =>
        usageEvent with
        {
            Time = usageEvent.Time.ToOffset(TimeSpan.FromHours(5.5)),
            Tags = Shuffled(usageEvent.Tags),
            Attributes = Shuffled(usageEvent.Attributes),
            Usage =
            [
                .. Shuffled([
                    .. usageEvent.Usage.SelectMany(Parts),
                    new Measurement(OneOf(Meters.All), 0),
                    new Measurement(OwnMeters[0], 0.00m),
                ]),
            ],
        };

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private static decimal Digits(int digits, int decimals) => new(digits, 0, 0, false, (byte)decimals);

    private static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string> texts,
        string name,
        string value
    ) => new(texts, StringComparer.Ordinal) { [name] = value };

    private DateTimeOffset Time() =>
        random.Next(8) switch
        {
            0 => EventTime.Min,
            1 => EventTime.Max.AddTicks(-1),
            2 => FirstDay.AddDays(random.Next(0, 6)).AddTicks(random.Next(-1, 2)),
            _ => FirstDay.AddTicks(random.NextInt64(0, 90 * TimeSpan.TicksPerDay)),
        };

    private Dictionary<string, string> Tags()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var tag = random.Next(3) == 0 ? random.Next(5) : random.Next(2); tag > 0; tag--)
        {
            tags[OneOf(TagNames)] = OneOf(TagValues);
        }

        return tags;
    }

    private List<Measurement> Usage()
    {
        var meters = random.Next(5) == 0 ? random.Next(0, 12) : random.Next(0, 4);
        var usage = new List<Measurement>();
        for (; meters > 0; meters--)
        {
            var meter = random.Next(6) == 0 ? OneOf(OwnMeters) : OneOf(Meters.All);
            if (!usage.Exists(measured => measured.Meter == meter))
            {
                usage.Add(new Measurement(meter, Quantity(meter)));
            }
        }

        return usage;
    }

    private decimal Quantity(Meter meter) =>
        random.Next(10) switch
        {
            0 => 0,
            1 => Measurement.MaxQuantity,
            _ when meter.Unit == "token" => random.Next(1, 5_000_000),
            2 => Measurement.MaxQuantity - 0.000_000_000_001m,
            3 => 0.000_000_000_001m,
            4 => 0.999_999_999_999m,
            5 => Digits(random.Next(), 12),
            _ => Digits(random.Next(1, 1_000_000), random.Next(0, 4)),
        };

    private Dictionary<string, string> Attributes()
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        AddSome(attributes, Permil.Usage.Attribute.Gpu, ["h100", "h200"]);
        AddSome(attributes, Permil.Usage.Attribute.Steps, ["4", "30"]);
        AddSome(attributes, Permil.Usage.Attribute.Outcome, [Permil.Usage.Attribute.Failed, "cache_hit"]);
        AddSome(
            attributes,
            Permil.Usage.Attribute.ReasoningTokens,
            ["17", "0", "017", "+3", "1.5", "many", "99999999999999999999"]
        );
        AddSome(attributes, Permil.Usage.Attribute.Requests, ["12", "1", "1000000000000"]);
        AddSome(attributes, Permil.Usage.Attribute.TotalTokens, ["5 but 6", "12"]);
        AddSome(attributes, Permil.Usage.Attribute.CustomId, ["call 1", "7", "😀"]);
        AddSome(attributes, "x y", ["z"]);
        return attributes;
    }

    private void AddSome(Dictionary<string, string> attributes, string name, string[] values)
    {
        if (random.Next(5) == 0)
        {
            attributes[name] = OneOf(values);
        }
    }

    private Revision Revision(RevisionKind kind) =>
        new(kind, $"id-{random.Next(_ids + 3)}", random.Next(3) == 0 ? null : FirstDay.AddMinutes(random.Next(5)));

    /// <summary>A quantity in two pieces, now and then.</summary>
    private IEnumerable<Measurement> Parts(Measurement measured)
    {
        if (measured.Quantity > 1 && random.Next(3) == 0)
        {
            yield return measured with
            {
                Quantity = 1,
            };
            yield return measured with
            {
                Quantity = measured.Quantity - 1,
            };
        }
        else
        {
            // As other sources write it: 5.00 is 5.
            yield return measured with
            {
                Quantity = measured.Quantity + 0.00m,
            };
        }
    }

    private Dictionary<string, string> Shuffled(IReadOnlyDictionary<string, string> texts) =>
        Shuffled([.. texts]).ToDictionary(StringComparer.Ordinal);

    private T[] Shuffled<T>(T[] values)
    {
        random.Shuffle(values);
        return values;
    }
}
