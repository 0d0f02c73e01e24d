using System.Globalization;
using Permil.Allocation;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>Draws price books, events and questions about them from a seed.</summary>
internal sealed class RatingCase
{
    private static readonly string[] KeyNames =
    [
        "model",
        "provider",
        "mode",
        "meter",
        "sku",
        "account",
        "tenant",
        "feature",
        "env",
        "day",
        "hour",
        "month",
        "tag:a",
        "tag:b",
    ];

    private static readonly string[] FilterNames =
    [
        "model",
        "provider",
        "mode",
        "account",
        "tenant",
        "feature",
        "env",
        "tag:a",
        "tag:b",
    ];

    private static readonly string?[] Owners = [null, "x", "y", "z"];

    private readonly Random _random;
    private readonly OracleGenerator _generator;

    private RatingCase(int seed)
    {
        _random = new Random(seed);
        _generator = new OracleGenerator(seed);
        Book = Enumerable
            .Range(0, int.MaxValue)
            .Select(_ => _generator.Book())
            .First(book => book.Prices.Count > 0 && !RationalOracle.IsAmbiguous(book));
    }

    public OracleBook Book { get; }

    public required PriceCatalog Catalog { get; init; }

    public required IReadOnlyList<UsageEvent> Events { get; init; }

    /// <summary>The books of <see cref="Catalog"/>, in its order.</summary>
    public IReadOnlyList<string> BookTexts { get; private init; } = [];

    /// <summary>As <see cref="Catalog"/> is known.</summary>
    public DateOnly? KnownOn { get; private init; }

    public string BookText => Events.Count <= 2 ? "" : Book.ToYaml();

    /// <summary>Some events under some prices.</summary>
    public static RatingCase Of(PriceCatalog catalog, params UsageEvent[] events) =>
        new(seed: 0) { Catalog = catalog, Events = events };

    public static RatingCase Draw(int seed)
    {
        var drawn = new RatingCase(seed) { Catalog = null!, Events = [] };
        var books = new List<string> { drawn.Book.ToYaml() };
        if (drawn.Chance(30))
        {
            // The same models at another provider, of which some have no price there.
            var other = drawn.Book with
            {
                Prices = [.. drawn.Book.Prices.Where(_ => drawn.Chance(60))],
            };
            books.Add(other.ToYaml().Replace("acme", "zeta", StringComparison.Ordinal));
        }

        var knownOn = drawn.Chance(80) ? null : (DateOnly?)drawn._generator.KnownOn(drawn.Book);
        return new RatingCase(seed)
        {
            Catalog = new PriceCatalog([.. books.Select(TestBooks.ReadText)], knownOn),
            BookTexts = books,
            KnownOn = knownOn,
            Events = drawn.DrawEvents(books.Count > 1),
        };
    }

    public IReadOnlyList<GroupKey> Keys() =>
        [
            .. Enumerable
                .Range(0, _random.Next(0, 4))
                .Select(_ => GroupKey.Parse(OneOf(KeyNames))!)
                .DistinctBy(key => key.Name),
        ];

    public UsageSelection Selection() =>
        new()
        {
            From = Chance(40) ? OneOf(Events).Time.AddTicks(_random.Next(-1, 2)) : null,
            To = Chance(40) ? OneOf(Events).Time.AddTicks(_random.Next(-1, 2)) : null,
            Filters = [.. Enumerable.Range(0, Chance(50) ? 0 : _random.Next(1, 3)).Select(_ => Filter())],
        };

    public UsageSubstitution Substitution() =>
        new(
            Chance(40) ? [] : [Filter()],
            Chance(70) ? OneOf(Book.Models).Id
                : Chance(20) ? "unheard-of"
                : null,
            Chance(50) ? OneOf([Mode.Serverless, Mode.Batch, Mode.Dedicated]) : null
        );

    public AllocationRules Rules() => TestRules.Read(RulesText());

    public string RulesText() => TestRules.TextOf([.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Rule())]);

    private UsageFilter Filter()
    {
        var key = GroupKey.Parse(OneOf(FilterNames))!;
        var values = Enumerable
            .Range(0, _random.Next(1, 3))
            .Select(_ =>
                Chance(15) ? "no-such-value"
                : key.Dimension == GroupDimension.Provider ? OneOf(["acme", "zeta", null])
                : key.ValueOf(OneOf(Events), provider: null)
            );
        return new UsageFilter(key, [.. values]);
    }

    /// <summary>What shares what is split are hours of capacity: of those each event is split by itself.</summary>
    private string Rule()
    {
        var match = string.Join(
            ", ",
            ((string[])["account", "subAccount", "feature", "environment", "tag:a", "mode", "model"])
                .Where(_ => Chance(15))
                .Select(field =>
                    field == "mode" ? "mode: [dedicated, serverless]"
                    : field == "model" ? "model: 'Vendor/*'"
                    : $"{field}: {OneOf(["x", "y", "null", "[x, null]", "'*'"])}"
                )
        );
        var from = Chance(20) ? $", from: {OneOf(Events).Time.UtcDateTime:yyyy-MM-dd}" : "";
        var set =
            $", set: {{ {OneOf(["subAccount", "feature", "account"])}: {OneOf(["x", "w", "'{tag:a}-{account}'", "'{model}'"])} }}";
        if (!Chance(40))
        {
            return $"match: {{ {match} }}{from}{set}";
        }

        var target = OneOf(["account", "subAccount", "feature", "environment"]);
        var split = OneOf([
            $"to: {target}, by: tokens, among: {{ source: [app, other] }}",
            $"to: {target}, by: requests, among: {{ source: app }}",
            $"to: {target}, by: tokens, among: {{ account: [x, null] }}",
            $"to: {target}, shares: {{ x: 1, y: 2, v: 4 }}, meters: '*_hours'",
        ]);
        return $"match: {{ {match} }}{from}{(Chance(50) ? set : "")}, split: {{ {split} }}";
    }

    private List<UsageEvent> DrawEvents(bool hasTwoBooks)
    {
        var events = new List<UsageEvent>();
        for (var count = _random.Next(1, 40); count > 0; count--)
        {
            var drawn =
                events.Count > 0 && Chance(25) ? Alike(OneOf(events)) : EventOf(_generator.Event(Book), hasTwoBooks);
            events.Add(drawn with { Id = $"e{events.Count}" });
        }

        return events;
    }

    /// <summary>The same quantities again: sums of those are made of equal ones.</summary>
    private UsageEvent Alike(UsageEvent usageEvent) =>
        _random.Next(3) switch
        {
            0 => usageEvent,
            1 => usageEvent with { Time = usageEvent.Time.AddHours(_random.Next(-30, 30)) },
            _ => usageEvent with { SubAccount = OneOf(Owners) },
        };

    private UsageEvent EventOf(OracleEvent usage, bool hasTwoBooks)
    {
        ModeName.TryParse(usage.Mode, out var mode).ShouldBeTrue();
        var attributes = new Dictionary<string, string>(usage.Attributes);
        if (Chance(8))
        {
            attributes[Permil.Usage.Attribute.Outcome] = Permil.Usage.Attribute.Failed;
        }

        if (Chance(10))
        {
            attributes[Permil.Usage.Attribute.Requests] = OneOf(["3", "40", "some"]);
        }

        var measured = usage
            .Usage.Select(used => new Measurement(
                Meters.TryFind(used.Meter, out var meter) ? meter : new Meter(used.Meter, "unit"),
                decimal.Round(decimal.Parse(used.Quantity, CultureInfo.InvariantCulture), 12, MidpointRounding.ToEven)
            ))
            .ToList();
        if (Chance(15))
        {
            var rare = OneOf([Meters.BatchTokens, Meters.EmbeddingTokens, Meters.WebSearches, Meters.InputAudioTokens]);
            measured.Add(new Measurement(rare, _random.Next(1, 3_000)));
            attributes[Permil.Usage.Attribute.Direction] = OneOf(["input", "output"]);
        }

        if (Chance(6))
        {
            // More numbers than have a column.
            measured.AddRange(
                Meters
                    .All.Where(meter => measured.TrueForAll(other => other.Meter != meter))
                    .Take(_random.Next(3, 7))
                    .Select(meter => new Measurement(meter, _random.Next(1, 5)))
            );
        }

        return new UsageEvent
        {
            Id = "",
            Source = OneOf(["app", "other"]),
            Time = usage.Time,
            Provider = hasTwoBooks ? OneOf(["acme", "zeta", null]) : OneOf(["acme", "acme_ai", null]),
            Model = usage.Model,
            Mode = mode,
            Account = OneOf(Owners),
            SubAccount = OneOf(Owners),
            Feature = OneOf(Owners),
            Environment = OneOf(Owners),
            Tags = OneOf(Owners) is { } value
                ? new Dictionary<string, string> { [OneOf(["a", "b"])] = value }
                : new Dictionary<string, string>(),
            Attributes = attributes,
            Usage = measured,
            UnsettledReason = Chance(5) ? OneOf(["interrupted", "no usage"]) : null,
        };
    }

    private T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}
