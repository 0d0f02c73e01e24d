using System.Globalization;
using Permil.Usage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Permil.Pricing;

/// <summary>Reads price books in the form that <c>docs/price-books.md</c> describes.</summary>
public static class PriceBookYaml
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

    /// <summary>Reads a book and makes sure that no instant has two prices for one thing.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">The name for messages.</param>
    /// <exception cref="PriceBookFormatException">The file, the line, what was found and what is allowed.</exception>
    public static PriceBook Read(TextReader text, string file)
    {
        var book = ReadUnchecked(text, file);
        var ambiguity = PriceAmbiguity.In(book).FirstOrDefault();
        return ambiguity is null
            ? book
            : throw new PriceBookFormatException(file, ambiguity.Second.Line, ambiguity.Message);
    }

    /// <summary>Reads a book that may hold ambiguous prices, for a check that wants to list them all.</summary>
    /// <exception cref="PriceBookFormatException">The form is wrong.</exception>
    public static PriceBook ReadUnchecked(TextReader text, string file)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException exception)
        {
            throw new PriceBookFormatException(
                file,
                (int)exception.Start.Line,
                exception.InnerException?.Message ?? exception.Message
            );
        }
        catch (InvalidOperationException)
        {
            // The YAML reader gives up this way on some lines, and does not say which.
            throw new PriceBookFormatException(
                file,
                1,
                "no YAML: look for a bracket that is left open, or indentation"
            );
        }

        if (yaml.Documents.Count != 1)
        {
            throw new PriceBookFormatException(
                file,
                1,
                $"{yaml.Documents.Count} YAML documents; a price book is exactly one"
            );
        }

        var root = YamlEntry.Root(file, yaml.Documents[0].RootNode);
        root.AllowOnly(
            "provider",
            "name",
            "currency",
            "aliases",
            "model-prefixes",
            "model-suffixes",
            "cached-tokens",
            "billed-as",
            "falls-back",
            "meters",
            "sources",
            "models",
            "classes",
            "prices"
        );
        return new BookReader(file, root).Read();
    }

    /// <summary>Holds what is needed from one part of the file to the next while a book is read.</summary>
    private sealed class BookReader(string file, YamlEntry root)
    {
        private readonly PriceBook _book = new(
            file,
            root.Required("provider").Text().ToLowerInvariant(),
            root.Optional("currency")?.Text().ToUpperInvariant() ?? "USD"
        );

        private readonly List<SkuPrice> _prices = [];

        public PriceBook Read()
        {
            _book.Name = root.Optional("name")?.Text() ?? _book.Provider;
            _book.ProviderAliases = root.Optional("aliases")?.Texts() ?? [];
            _book.ModelPrefixes = root.Optional("model-prefixes")?.Texts() ?? [];
            _book.ModelSuffixes = root.Optional("model-suffixes")?.Texts() ?? [];
            _book.CachedInsideInput = CachedTokens(root.Optional("cached-tokens"));
            _book.OwnMeters = ReadMeters();
            _book.BilledAs = ReadBilledAs();
            _book.Sources = ReadSources();
            _book.ModeFallbacks = ReadModeFallbacks();
            _book.Models = ReadModels();
            _book.SizeClasses = ReadClasses();
            foreach (var row in root.Optional("prices")?.Items() ?? [])
            {
                ReadPrices(row, PriceScope.Provider, null, null);
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
            foreach (var (name, entry) in root.Optional("meters")?.Pairs() ?? [])
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
            foreach (var (name, entry) in root.Optional("billed-as")?.Pairs() ?? [])
            {
                billedAs.Add(
                    FindMeter(name, entry),
                    entry.TextOrTexts().Select(other => FindMeter(other, entry)).ToList()
                );
            }

            return billedAs;
        }

        private Meter FindMeter(string name, YamlEntry entry)
        {
            if (Meters.TryFind(name, out var meter) || _book.OwnMeters.TryGetValue(name, out meter))
            {
                return meter;
            }

            throw entry.Wrong(
                name,
                $"a meter: {string.Join(", ", Meters.All.Select(known => known.Name).Concat(_book.OwnMeters.Keys))}; the book may define its own under 'meters'"
            );
        }

        private Dictionary<string, PriceSource> ReadSources()
        {
            var sources = new Dictionary<string, PriceSource>(StringComparer.Ordinal);
            foreach (var (key, entry) in root.Optional("sources")?.Pairs() ?? [])
            {
                entry.AllowOnly("text", "learned", "confidence");
                sources.Add(
                    key,
                    new PriceSource(
                        key,
                        entry.Required("text").Text(),
                        entry.Required("learned").Day(),
                        ConfidenceOf(entry.Required("confidence"))
                    )
                );
            }

            return sources;
        }

        private Dictionary<Mode, ModeFallback> ReadModeFallbacks()
        {
            var fallbacks = new Dictionary<Mode, ModeFallback>();
            foreach (var (name, entry) in root.Optional("falls-back")?.Pairs() ?? [])
            {
                if (
                    !ModeName.TryParse(name, out var mode)
                    || !string.Equals(ModeName.Of(mode), name, StringComparison.Ordinal)
                )
                {
                    throw entry.Wrong(name, string.Join(", ", ModeName.All));
                }

                entry.AllowOnly("mode", "source", "note");
                var to = ModeOf(entry.Required("mode"));
                if (to == mode)
                {
                    throw entry.Wrong(name, "another mode than the one that falls back");
                }

                fallbacks.Add(
                    mode,
                    new ModeFallback(to, SourceOf(entry.Required("source")), entry.Optional("note")?.Text())
                );
            }

            return fallbacks;
        }

        private PriceSource SourceOf(YamlEntry entry) =>
            _book.Sources.TryGetValue(entry.Text(), out var source)
                ? source
                : throw entry.Wrong(entry.Text(), $"a key of 'sources': {string.Join(", ", _book.Sources.Keys)}");

        private static Confidence ConfidenceOf(YamlEntry entry)
        {
            var name = entry.OneOf([.. ConfidenceName.All]);
            return (Confidence)
                Enumerable.Range(0, ConfidenceName.All.Count).First(index => ConfidenceName.All[index] == name);
        }

        private List<PricedModel> ReadModels()
        {
            var models = new List<PricedModel>();
            var lineOfName = new Dictionary<string, int>(StringComparer.Ordinal);
            var idsInAnyCase = new Dictionary<string, PricedModel>(StringComparer.OrdinalIgnoreCase);
            var aliasesInAnyCase = new Dictionary<string, PricedModel>(StringComparer.OrdinalIgnoreCase);
            foreach (var entry in root.Optional("models")?.Items() ?? [])
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
                    ReadPrices(row, PriceScope.Model, model, null);
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
                Modes = entry.Optional("modes")?.Items().Select(ModeOf).ToList() ?? [],
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

        private static Mode ModeOf(YamlEntry entry)
        {
            var name = entry.OneOf([.. ModeName.All]);
            return ModeName.TryParse(name, out var mode) ? mode : throw entry.Wrong(name, "a mode");
        }

        private List<SizeClass> ReadClasses()
        {
            var classes = new List<SizeClass>();
            foreach (var entry in root.Optional("classes")?.Items() ?? [])
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
                    ReadPrices(row, PriceScope.SizeClass, null, sizeClass);
                }
            }

            return classes;
        }

        private void ReadPrices(YamlEntry row, PriceScope scope, PricedModel? model, SizeClass? sizeClass)
        {
            row.AllowOnly(
                "price",
                "multiply",
                "mode",
                "where",
                "per",
                "over",
                "round-up",
                "minimum",
                "default-steps",
                "from",
                "until",
                "learned",
                "withdrawn",
                "source",
                "confidence",
                "note",
                "conflicts"
            );
            var template = ReadRow(row, scope, model, sizeClass);
            var conflicts = ReadConflicts(row);
            if (row.Optional("multiply") is { } multiply)
            {
                foreach (var key in (string[])["price", "over", "round-up", "default-steps", "conflicts"])
                {
                    if (row.Optional(key) is { } beside)
                    {
                        throw beside.Wrong(
                            key,
                            "'multiply' without it: amounts, blocks, steps and conflicts are those of the price it multiplies"
                        );
                    }
                }

                multiply.AllowOnly("mode", "by", "meters");
                var shape = new PriceShape.MultipleOf(
                    ModeOf(multiply.Required("mode")),
                    multiply.Required("by").Amount()
                );
                if (shape.Mode == template.Mode)
                {
                    throw multiply.Wrong(ModeName.Of(shape.Mode), "another mode than the price's own");
                }

                foreach (var meter in multiply.Required("meters").Items())
                {
                    Add(template, row, FindMeter(meter.Text(), meter), shape, meter.Line);
                }
            }
            else
            {
                var price = row.Required("price");
                foreach (var (name, entry) in price.Pairs())
                {
                    var meter = FindMeter(name, entry);
                    var priced = template with
                    {
                        ContextSteps = ContextStepsOf(row, name),
                        Conflicts = conflicts.Where(conflict => Concerns(conflict, meter)).ToList(),
                    };
                    var shape = ShapeOf(entry);
                    RefuseUnused(priced, shape, row);
                    Add(priced, row, meter, shape, entry.Line);
                }

                RefuseStray(price, row, conflicts);
            }
        }

        /// <summary>What a shape does not look at would be lost without a word.</summary>
        private static void RefuseUnused(SkuPrice price, PriceShape shape, YamlEntry row)
        {
            if (price.ContextSteps.Count > 0 && shape is not PriceShape.Unit)
            {
                throw row.Required("over").Wrong("steps", "a unit price with it: it is what they re-price");
            }

            if (price.RoundsUpToBlock && shape is PriceShape.Graduated)
            {
                throw row.Required("round-up")
                    .Wrong("true", "no round-up with graduated tiers: they end inside blocks");
            }

            if (price.DefaultSteps is not null && shape is (PriceShape.Graduated or PriceShape.Volume))
            {
                throw row.Required("default-steps")
                    .Wrong("tiers", "no default-steps with tiers: a month's total counts what was measured");
            }
        }

        /// <summary>Steps and conflicts of a meter that the row has no price for would be lost without a word.</summary>
        private void RefuseStray(YamlEntry price, YamlEntry row, List<PriceConflict> conflicts)
        {
            var names = price.Pairs().Select(pair => pair.Key).ToList();
            var allowed = $"a meter that the row has a price for: {string.Join(", ", names)}";
            foreach (var step in row.Optional("over")?.Items() ?? [])
            {
                foreach (var (name, entry) in step.Required("price").Pairs())
                {
                    if (!names.Contains(name, StringComparer.Ordinal))
                    {
                        throw entry.Wrong(name, allowed);
                    }
                }
            }

            var meters = names.Select(name => FindMeter(name, price)).ToList();
            foreach (var conflict in conflicts)
            {
                if (!meters.Exists(meter => Concerns(conflict, meter)))
                {
                    throw row.Required("conflicts")
                        .Wrong(conflict.Meter?.Name ?? "nothing", $"{allowed}, or one of its family");
                }
            }
        }

        /// <summary>An image and its megapixels measure one thing: what one source says of the one concerns the other.</summary>
        private static bool Concerns(PriceConflict conflict, Meter meter) =>
            conflict.Meter is not { } other
            || other == meter
            || (other.Family is { } family && string.Equals(family, meter.Family, StringComparison.Ordinal));

        private List<PriceConflict> ReadConflicts(YamlEntry row)
        {
            var conflicts = new List<PriceConflict>();
            foreach (var entry in row.Optional("conflicts")?.Items() ?? [])
            {
                entry.AllowOnly("price", "minimum", "source", "note");
                var source = SourceOf(entry.Required("source"));
                var note = entry.Optional("note")?.Text();
                if (entry.Optional("minimum") is { } minimum)
                {
                    conflicts.Add(new PriceConflict(null, null, minimum.Amount(), source, note));
                }

                foreach (var (name, amount) in entry.Optional("price")?.Pairs() ?? [])
                {
                    var value = amount.Text() is "free" ? 0 : amount.Amount();
                    conflicts.Add(new PriceConflict(FindMeter(name, amount), value, null, source, note));
                }

                if (entry.Optional("minimum") is null && entry.Optional("price") is null)
                {
                    throw entry.Wrong("neither", "'price' or 'minimum'");
                }
            }

            return conflicts;
        }

        private SkuPrice ReadRow(YamlEntry row, PriceScope scope, PricedModel? model, SizeClass? sizeClass)
        {
            var source = SourceOf(row.Required("source"));
            var period = new PricePeriod(row.Optional("from")?.Instant(), row.Optional("until")?.Instant());
            if (period is { From: { } from, Until: { } until } && from >= until)
            {
                throw row.Wrong(period.ToString(), "'from' before 'until'");
            }

            var learned = row.Optional("learned")?.Day() ?? source.Learned;
            if (row.Optional("withdrawn") is { } withdrawn && withdrawn.Day() <= learned)
            {
                throw withdrawn.Wrong(withdrawn.Text(), $"a day after {learned:yyyy-MM-dd}, when it was learned");
            }

            return new SkuPrice
            {
                Sku = "",
                Meter = Meters.InputTokens,
                Shape = new PriceShape.NotPublic(),
                Per = 1,
                PerText = "",
                Book = _book,
                Scope = scope,
                Model = model,
                SizeClass = sizeClass,
                Mode = row.Optional("mode") is { } mode ? ModeOf(mode) : Mode.Serverless,
                Where =
                    row.Optional("where")
                        ?.Pairs()
                        .ToDictionary(pair => pair.Key, pair => pair.Value.Text(), StringComparer.Ordinal)
                    ?? [],
                RoundsUpToBlock = row.Optional("round-up")?.Flag() ?? false,
                MinimumCharge = row.Optional("minimum")?.Amount() ?? 0,
                DefaultSteps = (int?)row.Optional("default-steps")?.Whole(int.MaxValue),
                Period = period,
                Learned = learned,
                Withdrawn = row.Optional("withdrawn")?.Day(),
                Source = source,
                Confidence = row.Optional("confidence") is { } confidence
                    ? ConfidenceOf(confidence)
                    : source.Confidence,
                Note = row.Optional("note")?.Text(),
                Line = row.Line,
            };
        }

        private void Add(SkuPrice template, YamlEntry row, Meter meter, PriceShape shape, int line)
        {
            var unit = row.Optional("per") is { } per
                ? PriceUnit.Parse(per.Text(), meter)
                    ?? throw per.Wrong(
                        per.Text(),
                        $"a unit of {meter.Name}: {PriceUnit.DefaultOf(meter).Text}, {meter.Unit}"
                    )
                : PriceUnit.DefaultOf(meter);
            _prices.Add(
                template with
                {
                    Sku = SkuOf(template, meter),
                    Meter = meter,
                    Shape = shape,
                    Per = unit.Per,
                    UnitsPerMeterUnit = unit.UnitsPerMeterUnit,
                    PerText = unit.Text,
                    Line = line,
                }
            );
        }

        private string SkuOf(SkuPrice price, Meter meter)
        {
            var target = price.Model?.Id ?? price.SizeClass?.Name ?? "*";
            var sku = $"{_book.Provider}/{target}/{ModeName.Of(price.Mode)}/{meter.Name}";
            return price.Where.Count == 0
                ? sku
                : $"{sku}[{string.Join(",", price.Where.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}]";
        }

        private static PriceShape ShapeOf(YamlEntry entry)
        {
            if (entry.IsText)
            {
                return entry.Text() switch
                {
                    "free" => new PriceShape.Unit(0),
                    "not-public" => new PriceShape.NotPublic(),
                    _ => new PriceShape.Unit(entry.Amount()),
                };
            }

            entry.AllowOnly("graduated", "volume");
            return (entry.Optional("graduated"), entry.Optional("volume")) switch
            {
                ({ } graduated, null) => new PriceShape.Graduated(TiersOf(graduated)),
                (null, { } volume) => new PriceShape.Volume(TiersOf(volume)),
                _ => throw entry.Wrong(
                    "no single shape",
                    "an amount, 'free', 'not-public', or one of 'graduated' and 'volume'"
                ),
            };
        }

        private static List<PriceTier> TiersOf(YamlEntry list)
        {
            var tiers = new List<PriceTier>();
            foreach (var entry in list.Items())
            {
                entry.AllowOnly("up-to", "amount");
                var upTo = entry.Optional("up-to")?.Count();
                if (tiers.Count > 0 && (tiers[^1].UpTo is not { } previous || upTo <= previous))
                {
                    throw entry.Wrong(
                        upTo?.ToString(CultureInfo.InvariantCulture) ?? "no up-to",
                        "tiers in rising order, only the last without 'up-to'"
                    );
                }

                tiers.Add(new PriceTier(upTo, entry.Required("amount").Amount()));
            }

            return tiers.Count > 0 && tiers[^1].UpTo is null
                ? tiers
                : throw list.Wrong("tiers that end", "a last tier without 'up-to'");
        }

        private static List<ContextStep> ContextStepsOf(YamlEntry row, string meter)
        {
            var steps = new List<ContextStep>();
            foreach (var entry in row.Optional("over")?.Items() ?? [])
            {
                entry.AllowOnly("input-tokens", "price");
                var over = entry.Required("input-tokens").Whole(long.MaxValue);
                if (steps.Count > 0 && over <= steps[^1].OverInputTokens)
                {
                    throw entry.Wrong(over.ToString(CultureInfo.InvariantCulture), "steps in rising order");
                }

                if (entry.Required("price").Optional(meter) is { } amount)
                {
                    steps.Add(new ContextStep(over, amount.Amount()));
                }
            }

            return steps;
        }
    }
}
