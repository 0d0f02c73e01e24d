using System.Globalization;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Pricing;

/// <summary>Reads one price book from its YAML.</summary>
internal sealed class PriceBookReader
{
    private static readonly string[] Kinds =
    [
        "chat",
        "language",
        "code",
        "embedding",
        "rerank",
        "moderation",
        "image",
        "video",
        "audio",
        "transcribe",
    ];

    private readonly YamlEntry _root;
    private readonly PriceBook _book;
    private readonly List<SkuPrice> _prices = [];
    private readonly PriceRowReader _rows;

    /// <param name="file">The name for messages.</param>
    /// <param name="root">The whole document.</param>
    public PriceBookReader(string file, YamlEntry root)
    {
        _root = root;
        _book = new PriceBook(
            file,
            root.Required("provider").Text().ToLowerInvariant(),
            root.Optional("currency")?.Text().ToUpperInvariant() ?? "USD"
        );
        _rows = new PriceRowReader(_book, _prices);
    }

    public PriceBook Read()
    {
        _book.Name = _root.Optional("name")?.Text() ?? _book.Provider;
        _book.ProviderAliases = _root.Optional("aliases")?.Texts() ?? [];
        _book.ModelPrefixes = _root.Optional("model-prefixes")?.Texts() ?? [];
        _book.ModelSuffixes = _root.Optional("model-suffixes")?.Texts() ?? [];
        _book.CachedInsideInput = CachedTokens(_root.Optional("cached-tokens"));
        _book.OwnMeters = ReadMeters();
        _book.BilledAs = ReadBilledAs();
        _book.Sources = ReadSources();
        _book.ModeFallbacks = ReadModeFallbacks();
        _book.Models = ReadModels();
        _book.SizeClasses = ReadClasses();
        foreach (var row in _root.Optional("prices")?.Items() ?? [])
        {
            _rows.ReadPrices(row, PriceScope.Provider, null, null);
        }

        _book.Prices = _prices;
        return _book;
    }

    private static bool? CachedTokens(YamlEntry? entry) =>
        entry?.Text() switch
        {
            null => null,
            "inside-input" => true,
            "beside-input" => false,
            var other => throw entry.Wrong(other, "inside-input (the input count includes them) or beside-input"),
        };

    private Dictionary<string, Meter> ReadMeters()
    {
        var meters = new Dictionary<string, Meter>(StringComparer.Ordinal);
        foreach (var (name, entry) in _root.Optional("meters")?.Pairs() ?? [])
        {
            if (Meters.TryFind(name, out _))
            {
                throw entry.Wrong(name, "a name that no built-in meter has");
            }

            entry.AllowOnly("unit", "block", "family");
            meters.Add(
                name,
                new Meter(
                    name,
                    entry.Required("unit").Text(),
                    entry.Optional("block")?.Count() ?? 1,
                    entry.Optional("family")?.Text()
                )
            );
        }

        return meters;
    }

    private Dictionary<Meter, IReadOnlyList<Meter>> ReadBilledAs()
    {
        var billedAs = new Dictionary<Meter, IReadOnlyList<Meter>>();
        foreach (var (name, entry) in _root.Optional("billed-as")?.Pairs() ?? [])
        {
            billedAs.Add(
                _rows.FindMeter(name, entry),
                entry.TextOrTexts().Select(other => _rows.FindMeter(other, entry)).ToList()
            );
        }

        return billedAs;
    }

    private Dictionary<string, PriceSource> ReadSources()
    {
        var sources = new Dictionary<string, PriceSource>(StringComparer.Ordinal);
        foreach (var (key, entry) in _root.Optional("sources")?.Pairs() ?? [])
        {
            entry.AllowOnly("text", "learned", "confidence");
            sources.Add(
                key,
                new PriceSource(
                    key,
                    entry.Required("text").Text(),
                    entry.Required("learned").Day(),
                    PriceRowReader.ConfidenceOf(entry.Required("confidence"))
                )
            );
        }

        return sources;
    }

    private Dictionary<Mode, ModeFallback> ReadModeFallbacks()
    {
        var fallbacks = new Dictionary<Mode, ModeFallback>();
        foreach (var (name, entry) in _root.Optional("falls-back")?.Pairs() ?? [])
        {
            if (
                !ModeName.TryParse(name, out var mode)
                || !string.Equals(ModeName.Of(mode), name, StringComparison.Ordinal)
            )
            {
                throw entry.Wrong(name, string.Join(", ", ModeName.All));
            }

            entry.AllowOnly("mode", "source", "note");
            var to = PriceRowReader.ModeOf(entry.Required("mode"));
            if (to == mode)
            {
                throw entry.Wrong(name, "another mode than the one that falls back");
            }

            fallbacks.Add(
                mode,
                new ModeFallback(to, _rows.SourceOf(entry.Required("source")), entry.Optional("note")?.Text())
            );
        }

        return fallbacks;
    }

    private List<PricedModel> ReadModels()
    {
        var models = new List<PricedModel>();
        var lineOfName = new Dictionary<string, int>(StringComparer.Ordinal);
        var idsInAnyCase = new Dictionary<string, PricedModel>(StringComparer.OrdinalIgnoreCase);
        var aliasesInAnyCase = new Dictionary<string, PricedModel>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in _root.Optional("models")?.Items() ?? [])
        {
            entry.AllowOnly(
                "id",
                "name",
                "aliases",
                "kind",
                "parameters",
                "active-parameters",
                "architecture",
                "context",
                "max-output",
                "modes",
                "cached-tokens",
                "retired",
                "note",
                "prices"
            );
            var model = ReadModel(entry);
            foreach (var name in model.Aliases.Prepend(model.Id))
            {
                if (!lineOfName.TryAdd(name, entry.Line))
                {
                    throw entry.Wrong(name, $"a name used once; line {lineOfName[name]} has it too");
                }
            }

            RefuseTaken(idsInAnyCase, model, [model.Id], entry);
            RefuseTaken(aliasesInAnyCase, model, model.Aliases, entry);
            models.Add(model);
            foreach (var row in entry.Optional("prices")?.Items() ?? [])
            {
                _rows.ReadPrices(row, PriceScope.Model, model, null);
            }
        }

        return models;
    }

    /// <summary>Logs are read in any case: names that differ in nothing else would leave it to the order of the file.</summary>
    private static void RefuseTaken(
        Dictionary<string, PricedModel> taken,
        PricedModel model,
        IReadOnlyList<string> names,
        YamlEntry entry
    )
    {
        foreach (var name in names)
        {
            if (!taken.TryAdd(name, model) && taken[name] is var other && !ReferenceEquals(other, model))
            {
                throw entry.Wrong(name, $"a name used once, in whatever case; line {other.Line} has it too");
            }
        }
    }

    private static PricedModel ReadModel(YamlEntry entry) =>
        new()
        {
            Id = entry.Required("id").Text(),
            Name = entry.Optional("name")?.Text(),
            Aliases = entry.Optional("aliases")?.Texts() ?? [],
            Kind = entry.Required("kind").OneOf(Kinds),
            TotalParameters = entry.Optional("parameters")?.Count(),
            ActiveParameters = entry.Optional("active-parameters")?.Count(),
            Architecture = ArchitectureOf(entry.Optional("architecture")),
            ContextLength = entry.Optional("context")?.Whole(long.MaxValue),
            MaximumOutput = entry.Optional("max-output")?.Whole(long.MaxValue),
            Modes = entry.Optional("modes")?.Items().Select(PriceRowReader.ModeOf).ToList() ?? [],
            CachedInsideInput = CachedTokens(entry.Optional("cached-tokens")),
            RetiredFrom = entry.Optional("retired")?.Instant(),
            Note = entry.Optional("note")?.Text(),
            Line = entry.Line,
        };

    private static Architecture? ArchitectureOf(YamlEntry? entry) =>
        entry?.OneOf("dense", "moe") switch
        {
            null => null,
            "moe" => Architecture.MixtureOfExperts,
            _ => Architecture.Dense,
        };

    private List<SizeClass> ReadClasses()
    {
        var classes = new List<SizeClass>();
        foreach (var entry in _root.Optional("classes")?.Items() ?? [])
        {
            entry.AllowOnly("name", "kinds", "architecture", "up-to", "prices");
            var name = entry.Required("name").Text();
            if (classes.Exists(other => string.Equals(other.Name, name, StringComparison.Ordinal)))
            {
                throw entry.Wrong(name, "a name that no other class has");
            }

            var sizeClass = new SizeClass(
                name,
                entry.Optional("kinds")?.Items().Select(kind => kind.OneOf(Kinds)).ToList() ?? [],
                ArchitectureOf(entry.Optional("architecture")),
                entry.Required("up-to").Count()
            );
            classes.Add(sizeClass);
            foreach (var row in entry.Optional("prices")?.Items() ?? [])
            {
                _rows.ReadPrices(row, PriceScope.SizeClass, null, sizeClass);
            }
        }

        return classes;
    }
}
