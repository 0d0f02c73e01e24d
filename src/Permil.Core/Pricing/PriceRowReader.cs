using System.Globalization;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Pricing;

/// <summary>Reads rows of prices: one row states several meters, each becomes a price of its own.</summary>
/// <param name="book">The book they belong to; its meters and sources are read already.</param>
/// <param name="prices">Takes the prices.</param>
internal sealed class PriceRowReader(PriceBook book, List<SkuPrice> prices)
{
    public Meter FindMeter(string name, YamlEntry entry)
    {
        if (Meters.TryFind(name, out var meter) || book.OwnMeters.TryGetValue(name, out meter))
        {
            return meter;
        }

        throw entry.Wrong(
            name,
            $"a meter: {string.Join(", ", Meters.All.Select(known => known.Name).Concat(book.OwnMeters.Keys))}; the book may define its own under 'meters'"
        );
    }

    public PriceSource SourceOf(YamlEntry entry) =>
        book.Sources.TryGetValue(entry.Text(), out var source)
            ? source
            : throw entry.Wrong(entry.Text(), $"a key of 'sources': {string.Join(", ", book.Sources.Keys)}");

    public static Confidence ConfidenceOf(YamlEntry entry)
    {
        var name = entry.OneOf([.. ConfidenceName.All]);
        return (Confidence)
            Enumerable.Range(0, ConfidenceName.All.Count).First(index => ConfidenceName.All[index] == name);
    }

    public static Mode ModeOf(YamlEntry entry)
    {
        var name = entry.OneOf([.. ModeName.All]);
        return ModeName.TryParse(name, out var mode) ? mode : throw entry.Wrong(name, "a mode");
    }

    public void ReadPrices(YamlEntry row, PriceScope scope, PricedModel? model, SizeClass? sizeClass)
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
            var shape = new PriceShape.MultipleOf(ModeOf(multiply.Required("mode")), multiply.Required("by").Amount());
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
            throw row.Required("round-up").Wrong("true", "no round-up with graduated tiers: they end inside blocks");
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
            Book = book,
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
            Confidence = row.Optional("confidence") is { } confidence ? ConfidenceOf(confidence) : source.Confidence,
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
        prices.Add(
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
        var sku = $"{book.Provider}/{target}/{ModeName.Of(price.Mode)}/{meter.Name}";
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
