using System.Globalization;

namespace Permil.Rating;

/// <summary>
/// Draws books and events from a seed. Edges are drawn often: the ends of tiers, steps, blocks and periods, sizes of
/// classes, days of knowledge.
/// </summary>
internal sealed class OracleGenerator(int seed)
{
    private static readonly string[] Modes = ["serverless", "batch", "dedicated"];

    private static readonly string[] Sizes = ["4B", "8B", "21B", "41B", "56B", "80B", "110B", "176B", "480B"];

    private static readonly DateTimeOffset FirstDay = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string>[] Dimensions =
    [
        new(),
        new() { ["gpu"] = "h100" },
        new() { ["gpu"] = "h200" },
        new() { ["gpu"] = "h100", ["term"] = "7-30d" },
        new() { ["service_tier"] = "flex" },
    ];

    private readonly Random _random = new(seed);

    public OracleBook Book()
    {
        var meters = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => OneOf(OracleMeter.All)).Distinct().ToList();
        var book = new OracleBook
        {
            Models = Models(),
            Classes = Classes(),
            BilledAs = BilledAs(),
            Prices = [],
        };
        var prices = new List<OraclePrice>();
        foreach (var meter in meters)
        {
            for (var slots = _random.Next(1, 4); slots > 0; slots--)
            {
                prices.AddRange(Timeline(Place(book, meter)));
            }
        }

        // Most clashes are taken out so that most books can be read; the rest must be refused.
        for (var tries = 0; tries < 10 && Chance(90); tries++)
        {
            var clash = prices.FindIndex(price =>
                RationalOracle.IsAmbiguous(book with { Prices = [price, .. prices.Where(other => other != price)] })
                && prices.Exists(other =>
                    other != price && RationalOracle.IsAmbiguous(book with { Prices = [price, other] })
                )
            );
            if (clash < 0)
            {
                break;
            }

            prices.RemoveAt(clash);
        }

        return book with
        {
            Prices = prices,
        };
    }

    public OracleEvent Event(OracleBook book)
    {
        // Mostly usage that one of the prices was made for, so that most of it is priced.
        var aim = book.Prices.Count > 0 && Chance(85) ? OneOf(book.Prices) : null;
        var meters = book.Prices.Select(price => price.Meter).Concat(book.BilledAs.Select(pair => pair.Meter)).ToList();
        var used = Enumerable
            .Range(0, _random.Next(1, 4))
            .Select(i =>
                i == 0 && aim is not null ? aim.Meter
                : Chance(90) && meters.Count > 0 ? OneOf(meters)
                : OneOf(OracleMeter.All).Name
            )
            .Distinct()
            .ToList();
        var attributes = new Dictionary<string, string>(Chance(80) ? aim?.Where ?? Dimensions[0] : OneOf(Dimensions));
        AddSome(attributes, 40, "steps", () => OneOf(["1", "4", "20", "27", "28", "29", "30", "50", "1000"]));
        AddSome(
            attributes,
            30,
            "parameters",
            () => OneOf(["4000000000", "4100000000", "8.1B", "56B", "480B", "480.1B"])
        );
        AddSome(attributes, 30, "architecture", () => OneOf(["dense", "moe"]));
        return new OracleEvent(
            Model: NameOf(book, aim),
            Mode: aim?.Mode ?? OneOf(Modes),
            Time: aim is not null && Chance(70) ? TimeIn(aim) : Time(book),
            Attributes: attributes,
            Usage: used.ConvertAll(meter => (meter, Quantity(book, meter))),
            Before: Chance(50) ? "0" : Edge(book),
            After: Chance(50) ? "0" : Edge(book)
        );
    }

    public DateOnly? KnownOn(OracleBook book)
    {
        var days = book
            .Prices.Select(price => price.Learned)
            .Concat(book.Prices.Select(price => price.Withdrawn).OfType<DateOnly>())
            .ToList();
        return Chance(40) || days.Count == 0 ? null : OneOf(days).AddDays(_random.Next(-1, 2));
    }

    public OracleBook Shuffled(OracleBook book) =>
        book with
        {
            Models = Shuffled(book.Models),
            Classes = Shuffled(book.Classes),
            Prices = Shuffled(book.Prices),
        };

    private List<OracleModel> Models()
    {
        var kinds = (string[])["chat", "image", "rerank"];
        return Enumerable
            .Range(0, _random.Next(1, 4))
            .Select(i => new OracleModel(
                $"Vendor/Model-{i}",
                OneOf(kinds),
                Chance(30) ? [$"model-{i}", $"alias-{i}"] : [],
                Chance(60) ? OneOf(["4B", "4.1B", "8B", "8.1B", "56B", "56.1B", "110.1B", "480B", "481B"]) : null,
                Chance(50) ? OneOf(["dense", "moe"]) : null
            ))
            .ToList();
    }

    private List<OracleClass> Classes() =>
        Sizes
            .SelectMany(size => ((string[])["", " too"]).Select(suffix => (Size: size, Suffix: suffix)))
            .Where(step => Chance(step.Suffix.Length == 0 ? 30 : 10))
            .Select(step => new OracleClass(
                $"up to {step.Size}{step.Suffix}",
                Chance(75) ? [] : [OneOf(["chat", "image", "rerank"])],
                Chance(60) ? null : OneOf(["dense", "moe"]),
                step.Size
            ))
            .ToList();

    private List<(string, string[])> BilledAs()
    {
        var billedAs = new List<(string, string[])>();
        if (Chance(50))
        {
            billedAs.Add(("cached_input_tokens", ["input_tokens"]));
        }

        if (Chance(30))
        {
            billedAs.Add(("cache_write_tokens", ["cached_input_tokens", "input_tokens"]));
        }

        if (Chance(10))
        {
            billedAs.Add(("image_megapixels", ["image_generations"]));
        }

        return billedAs;
    }

    private OraclePrice Place(OracleBook book, OracleMeter meter)
    {
        var place = _random.Next(10);
        return new OraclePrice
        {
            Model = place < 5 ? OneOf(book.Models).Id : null,
            Class = place is >= 5 and < 8 && book.Classes.Count > 0 ? OneOf(book.Classes).Name : null,
            Mode = Chance(70) ? "serverless" : OneOf(Modes),
            Meter = meter.Name,
            Where = Chance(75) ? Dimensions[0] : OneOf(Dimensions),
            Learned = Day(0),
        };
    }

    /// <summary>One SKU over time: periods that touch, each learned at its own day, and now and then a correction.</summary>
    private List<OraclePrice> Timeline(OraclePrice place)
    {
        var bounds = Enumerable
            .Range(0, _random.Next(0, 3))
            .Select(_ => FirstDay.AddHours(_random.Next(1, 80) * (Chance(80) ? 24 : 7)))
            .Distinct()
            .Order()
            .ToList();
        var timeline = new List<OraclePrice>();
        for (var i = 0; i <= bounds.Count; i++)
        {
            var price = WithShape(place) with
            {
                From = i == 0 ? (Chance(70) ? null : FirstDay) : bounds[i - 1],
                Until = i == bounds.Count ? (Chance(80) ? null : FirstDay.AddDays(90)) : bounds[i],
                Learned = Day(_random.Next(0, 60)),
            };
            if (Chance(15))
            {
                var corrected = price.Learned.AddDays(_random.Next(1, 30));
                timeline.Add(WithShape(place) with { From = price.From, Until = price.Until, Learned = corrected });
                price = price with { Withdrawn = corrected };
            }

            if (Chance(90))
            {
                timeline.Add(price);
            }
        }

        return timeline;
    }

    private OraclePrice WithShape(OraclePrice place)
    {
        if (place.Mode != "serverless" && Chance(50))
        {
            return place with
            {
                MultipleOf = place.Mode == "batch" ? "serverless" : OneOf(["serverless", "batch"]),
                Factor = OneOf(["0.5", "0.25", "1.1", "2", "0", "0.333"]),
                Minimum = Chance(10) ? Amount() : null,
            };
        }

        var meter = OracleMeter.Named(place.Meter);
        var price = place with { Per = OneOf(meter.Units), Minimum = Chance(15) ? Amount() : null };
        return _random.Next(20) switch
        {
            0 => price with { Amount = "free" },
            1 => price with { Amount = "not-public" },
            < 5 => price with { TierKind = "graduated", Tiers = Tiers() },
            < 8 => price with { TierKind = "volume", Tiers = Tiers(), RoundsUp = Chance(30) },
            < 12 => price with { Amount = Amount(), Steps = ContextSteps(), RoundsUp = Chance(20) },
            < 15 when meter.Family == "image" => price with
            {
                Amount = Amount(),
                DefaultSteps = OneOf([4, 20, 28]),
                RoundsUp = Chance(30),
            },
            _ => price with { Amount = Amount(), RoundsUp = Chance(30) },
        };
    }

    private List<(string?, string)> Tiers()
    {
        var ends = Enumerable
            .Range(0, _random.Next(0, 4))
            .Select(_ => OneOf(["1", "2.5", "10", "500", "1K", "1.5K", "100K", "1M", "2M"]))
            .Distinct()
            .OrderBy(end => OracleCount(end).Numerator * 10 / OracleCount(end).Denominator)
            .ToList();
        return ends.Select(end => ((string?)OracleCount(end).ToPlainText(), Amount()))
            .Append((null, Amount()))
            .ToList();
    }

    private List<(int, string)> ContextSteps() =>
        ((int[])[10, 1_000, 128_000, 200_000]).Where(_ => Chance(50)).Select(over => (over, Amount())).ToList();

    private string Amount() =>
        _random.Next(6) switch
        {
            0 => OneOf(["0", "1", "0.02", "0.9", "3.30", "0.008", "0.10"]),
            1 => Digits(_random.Next(1, 1_000_000), 9),
            _ => Digits(_random.Next(1, 100_000), _random.Next(0, 5)),
        };

    private string Quantity(OracleBook book, string meter)
    {
        if (Chance(5))
        {
            return "0";
        }

        if (Chance(40))
        {
            return Edge(book);
        }

        return meter switch
        {
            "image_megapixels" => Digits(_random.Next(1, 40_000_000), Chance(70) ? 6 : 12),
            "dedicated_endpoint_hours" => Digits(_random.Next(1, 1_000_000), _random.Next(0, Chance(80) ? 9 : 20)),
            "audio_seconds" => Digits(_random.Next(1, 1_000_000), _random.Next(0, 4)),
            "image_generations" or "rerank_documents" => Digits(_random.Next(1, 5_000), 0),
            _ => Digits(_random.Next(1, Chance(50) ? 5_000 : 3_000_000), 0),
        };
    }

    /// <summary>A quantity at, just above or just below a tier's end, a context step or a number of blocks.</summary>
    private string Edge(OracleBook book)
    {
        var edges = book
            .Prices.SelectMany(price =>
                price
                    .Tiers.Where(tier => tier.UpTo is not null)
                    .Select(tier => Rational.Parse(tier.UpTo!))
                    .Concat(price.Steps.Select(step => Rational.Whole(step.Over)))
                    .Append(
                        (price.Per.Block == default ? Rational.One : price.Per.Block)
                            * Rational.Whole(_random.Next(1, 4))
                    )
            )
            .Where(edge => edge.FitsDecimal)
            .Append(Rational.Whole(1000))
            .ToList();
        var moved = OneOf(edges) + Rational.Whole(_random.Next(-1, 2));
        return (moved > Rational.Zero ? moved : Rational.One).ToPlainText();
    }

    private string NameOf(OracleBook book, OraclePrice? aim)
    {
        var model = book.Models.FirstOrDefault(model => model.Id == aim?.Model) ?? OneOf(book.Models);
        return _random.Next(18) switch
        {
            0 => "",
            1 => "unheard-of",
            2 => model.Id.ToUpperInvariant(),
            3 => "acme/" + model.Id,
            4 => model.Id + "-0613",
            5 => model.Aliases.Count > 0 ? model.Aliases[0].ToUpperInvariant() : model.Id,
            6 => model.Aliases.Count > 0 ? $"ACME/{model.Aliases[1]}-0613" : model.Id,
            _ => model.Id,
        };
    }

    /// <summary>Any time of four months, or right at, before or after the begin or end of a price.</summary>
    private DateTimeOffset Time(OracleBook book)
    {
        var bounds = book
            .Prices.SelectMany(price => new[] { price.From, price.Until })
            .OfType<DateTimeOffset>()
            .ToList();
        return bounds.Count > 0 && Chance(60)
            ? OneOf(bounds).AddTicks(_random.Next(-1, 2))
            : FirstDay.AddMinutes(_random.Next(-20_000, 150_000));
    }

    /// <summary>A time at which a price is in force, its first and its last instant included.</summary>
    private DateTimeOffset TimeIn(OraclePrice price)
    {
        var from = price.From ?? price.Until?.AddDays(-10) ?? FirstDay;
        var last = price.Until?.AddTicks(-1) ?? from.AddDays(10);
        return _random.Next(4) switch
        {
            0 => from,
            1 => last,
            _ => from + ((last - from) * _random.NextDouble()),
        };
    }

    private static Rational OracleCount(string text) =>
        text[^1] switch
        {
            'K' => Rational.Parse(text[..^1]) * Rational.Whole(1_000),
            'M' => Rational.Parse(text[..^1]) * Rational.Whole(1_000_000),
            _ => Rational.Parse(text),
        };

    private static string Digits(int digits, int decimals) =>
        new decimal(digits, 0, 0, false, (byte)decimals).ToString(CultureInfo.InvariantCulture);

    private static DateOnly Day(int number) => new DateOnly(2025, 12, 15).AddDays(number);

    private void AddSome(Dictionary<string, string> attributes, int percent, string name, Func<string> value)
    {
        if (Chance(percent))
        {
            attributes[name] = value();
        }
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private List<T> Shuffled<T>(IReadOnlyList<T> values)
    {
        var shuffled = values.ToArray();
        _random.Shuffle(shuffled);
        return [.. shuffled];
    }
}
