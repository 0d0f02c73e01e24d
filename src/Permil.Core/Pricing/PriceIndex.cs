using System.Globalization;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Pricing;

/// <summary>Finds the price of one book that fits a query. The nearest scope wins: model, then size class, then provider.</summary>
internal sealed class PriceIndex
{
    private readonly record struct Shelf(PriceScope Scope, string Target, Mode Mode, Meter Meter);

    private readonly PriceBook _book;
    private readonly Dictionary<Shelf, List<SkuPrice>> _shelves = [];
    private readonly List<SizeClass> _classesBySize;

    /// <param name="book">The book.</param>
    /// <param name="prices">The prices to use: the book's, or what was known of them on a day.</param>
    public PriceIndex(PriceBook book, IEnumerable<SkuPrice> prices)
    {
        _book = book;
        _classesBySize = [.. book.SizeClasses.OrderBy(sizeClass => sizeClass.UpToParameters)];
        foreach (var price in prices)
        {
            var shelf = new Shelf(price.Scope, price.Model?.Id ?? price.SizeClass?.Name ?? "", price.Mode, price.Meter);
            if (!_shelves.TryGetValue(shelf, out var onShelf))
            {
                _shelves.Add(shelf, onShelf = []);
            }

            onShelf.Add(price);
        }
    }

    /// <summary>Whether the book sells the meter in the mode without naming a model.</summary>
    public bool SellsWithoutModel(Mode mode, Meter meter) =>
        _shelves.ContainsKey(new Shelf(PriceScope.Provider, "", mode, meter))
        || _book.SizeClasses.Any(sizeClass =>
            _shelves.ContainsKey(new Shelf(PriceScope.SizeClass, sizeClass.Name, mode, meter))
        );

    public PriceAnswer Find(PricedModel? model, PriceQuery query)
    {
        var answer = FindInMode(model, query);
        if (
            answer is not null
            || !_book.ModeFallbacks.TryGetValue(query.Mode, out var fallback)
            || FindInMode(model, query with { Mode = fallback.To }) is not { } other
        )
        {
            return answer ?? PriceAnswer.None(WhyNothing(model, query));
        }

        return other.With(
            $"{ModeName.Of(query.Mode)} has no price of its own here and is billed as {ModeName.Of(fallback.To)} ({fallback.Source.Text})"
        );
    }

    /// <returns><see langword="null"/> when the book has nothing for the meter in this mode at any time.</returns>
    private PriceAnswer? FindInMode(PricedModel? model, PriceQuery query)
    {
        if (model is not null && FindOnShelves(PriceScope.Model, model.Id, model, query) is { } ofModel)
        {
            return ofModel;
        }

        return FindInClasses(model, query) ?? FindOnShelves(PriceScope.Provider, "", model, query);
    }

    private PriceAnswer? FindInClasses(PricedModel? model, PriceQuery query)
    {
        var size = SizeOf(model, query);
        if (size is not { } parameters)
        {
            return null;
        }

        if (
            model?.Architecture is null
            && query.Attributes.TryGetValue(Usage.Attribute.Architecture, out var stated)
            && !ArchitectureName.TryParse(stated, out _)
        )
        {
            return PriceAnswer.None($"architecture: found '{stated}', allowed: {ArchitectureName.Allowed}");
        }

        // A ladder of classes for the meter itself goes before one for a meter it may be billed as.
        return FindOnLadder(model, parameters, query.Meter, query)
            ?? BilledAs(query.Meter)
                .Select(meter =>
                    FindOnLadder(model, parameters, meter, query)?.With(BilledAsRemark(query.Meter, meter))
                )
                .FirstOrDefault(answer => answer is not null);
    }

    private PriceAnswer? FindOnLadder(PricedModel? model, decimal parameters, Meter meter, PriceQuery query)
    {
        var architecture = ArchitectureOf(model, query);
        SizeClass? largest = null;
        List<SkuPrice>? onShelves = null;
        foreach (var sizeClass in _classesBySize)
        {
            if (onShelves is not null && sizeClass.UpToParameters > largest!.UpToParameters)
            {
                break;
            }

            var shelf = new Shelf(PriceScope.SizeClass, sizeClass.Name, query.Mode, meter);
            if (!sizeClass.IsFor(model?.Kind, architecture) || !_shelves.TryGetValue(shelf, out var onShelf))
            {
                continue;
            }

            largest = sizeClass;
            if (parameters <= sizeClass.UpToParameters)
            {
                // Classes with one bound share a step: dimensions or dates tell their prices apart.
                onShelves = onShelves is null ? onShelf : [.. onShelves, .. onShelf];
            }
        }

        if (onShelves is not null)
        {
            var answer = Choose(onShelves, model, query with { Meter = meter });
            return answer.With(
                $"size class '{(answer.Stated?.SizeClass ?? largest!).Name}' for {Billions(parameters)} {ArchitectureName.Of(architecture ?? Architecture.Dense)} parameters"
            );
        }

        return largest is null
            ? null
            : PriceAnswer.None(
                $"{Billions(parameters)} parameters are above the largest {ArchitectureName.Of(architecture ?? Architecture.Dense)} size class of {_book.Provider} (up to {Billions(largest.UpToParameters)})"
            );
    }

    private PriceAnswer? FindOnShelves(PriceScope scope, string target, PricedModel? model, PriceQuery query)
    {
        if (_shelves.TryGetValue(new Shelf(scope, target, query.Mode, query.Meter), out var own))
        {
            return Choose(own, model, query);
        }

        foreach (var meter in BilledAs(query.Meter))
        {
            if (_shelves.TryGetValue(new Shelf(scope, target, query.Mode, meter), out var others))
            {
                return Choose(others, model, query with { Meter = meter }).With(BilledAsRemark(query.Meter, meter));
            }
        }

        return null;
    }

    private static string BilledAsRemark(Meter meter, Meter other) =>
        $"{meter} has no price of its own here and is billed as {other}";

    private IReadOnlyList<Meter> BilledAs(Meter meter) => _book.BilledAs.GetValueOrDefault(meter) ?? [];

    private PriceAnswer Choose(List<SkuPrice> onShelf, PricedModel? model, PriceQuery query)
    {
        SkuPrice? best = null;
        var isDimensionRight = false;
        foreach (var price in onShelf)
        {
            if (!Matches(price, query.Attributes))
            {
                continue;
            }

            isDimensionRight = true;
            if (price.Period.Contains(query.Time) && (best is null || price.Where.Count > best.Where.Count))
            {
                best = price;
            }
        }

        return best switch
        {
            null => PriceAnswer.None(isDimensionRight ? WhyNotThen(onShelf, query) : WhyNotThese(onShelf, query)),
            { Shape: PriceShape.NotPublic } => PriceAnswer.None(
                $"{best.Sku} is sold without a public price ({best.Note ?? "contact sales"}; {best.Source.Text})"
            ),
            { Shape: PriceShape.MultipleOf multiple } => Multiply(best, multiple, model, query),
            _ => PriceAnswer.Of(best),
        };
    }

    private PriceAnswer Multiply(SkuPrice stated, PriceShape.MultipleOf multiple, PricedModel? model, PriceQuery query)
    {
        if (query.Multiples.Any(earlier => ReferenceEquals(earlier, stated)))
        {
            return PriceAnswer.None($"{stated.Sku} is a multiple of itself, in a circle");
        }

        query = query with { Mode = multiple.Mode, Multiples = [.. query.Multiples, stated] };
        var basis = FindInMode(model, query) ?? PriceAnswer.None(WhyNothing(model, query));
        return basis.HasPrice
            ? PriceAnswer.MultipleOf(stated, basis, multiple.Factor)
            : PriceAnswer.None(
                $"{stated.Sku} is a multiple of the {ModeName.Of(multiple.Mode)} price, and {basis.Reason}"
            );
    }

    private static bool Matches(SkuPrice price, IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, value) in price.Where)
        {
            if (
                !attributes.TryGetValue(name, out var found)
                || !string.Equals(found, value, StringComparison.OrdinalIgnoreCase)
            )
            {
                return false;
            }
        }

        // Another service tier is another price: the standard one would be a guess.
        return !attributes.ContainsKey(Usage.Attribute.ServiceTier)
            || price.Where.ContainsKey(Usage.Attribute.ServiceTier);
    }

    private static decimal? SizeOf(PricedModel? model, PriceQuery query)
    {
        if (model?.TotalParameters is { } known)
        {
            return known;
        }

        return
            query.Attributes.TryGetValue(Usage.Attribute.Parameters, out var text)
            && CountText.TryParse(text, out var stated)
            && stated > 0
            ? stated
            : null;
    }

    private static Architecture? ArchitectureOf(PricedModel? model, PriceQuery query)
    {
        if (model?.Architecture is { } known)
        {
            return known;
        }

        return
            query.Attributes.TryGetValue(Usage.Attribute.Architecture, out var text)
            && ArchitectureName.TryParse(text, out var stated)
            ? stated
            : null;
    }

    private string WhyNothing(PricedModel? model, PriceQuery query)
    {
        if (model is null && query.Model.Length > 0 && SizeOf(model, query) is null)
        {
            return $"the {_book.Provider} price book has no model '{query.Model}', and its size is not known";
        }

        if (LearnedLater(model, query) is { } learned)
        {
            return $"the price of {model!.Id} was learned on {learned.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, after the day asked for";
        }

        if (BilledInstead(model, query) is { } other)
        {
            var missing = other == Meters.ImageMegapixels ? ": its width and height are missing" : "";
            return $"{model!.Id} is billed by {other}, not by {query.Meter}{missing}";
        }

        var target = model?.Id ?? (query.Model.Length > 0 ? query.Model : _book.Provider);
        return $"the {_book.Provider} price book has no {ModeName.Of(query.Mode)} price of {target} for this meter";
    }

    /// <summary>The meter of the same family that the model has a price for.</summary>
    private Meter? BilledInstead(PricedModel? model, PriceQuery query) =>
        model is null || query.Meter.Family is null
            ? null
            : _shelves
                .Keys.Where(shelf =>
                    shelf.Scope == PriceScope.Model
                    && shelf.Target == model.Id
                    && shelf.Mode == query.Mode
                    && shelf.Meter.Family == query.Meter.Family
                )
                .Select(shelf => shelf.Meter)
                .FirstOrDefault();

    /// <summary>The first day a price of the model for the meter was known, where it is not among the prices in use.</summary>
    private DateOnly? LearnedLater(PricedModel? model, PriceQuery query) =>
        model is null
            ? null
            : _book
                .Prices.Where(price =>
                    ReferenceEquals(price.Model, model)
                    && price.Mode == query.Mode
                    && price.Meter == query.Meter
                    && price.Withdrawn is null
                )
                .Select(price => (DateOnly?)price.Learned)
                .Min();

    private static string WhyNotThen(List<SkuPrice> onShelf, PriceQuery query) =>
        $"no price of {onShelf[0].Sku} is in force at that time; known: {string.Join(", ", onShelf.Where(price => Matches(price, query.Attributes)).Select(price => price.Period.ToString()).Distinct(StringComparer.Ordinal))}";

    private static string WhyNotThese(List<SkuPrice> onShelf, PriceQuery query)
    {
        const int MostShown = 6;
        var names = onShelf
            .SelectMany(price => price.Where.Keys)
            .Append(Usage.Attribute.ServiceTier)
            .Distinct(StringComparer.Ordinal);
        var asked = names
            .Where(query.Attributes.ContainsKey)
            .Select(name => $"{name}={query.Attributes[name]}")
            .ToList();
        var offered = onShelf.Select(price => Shown(price.Where)).Distinct(StringComparer.Ordinal).ToList();
        var list = string.Join("; ", offered.Take(MostShown)) + (offered.Count > MostShown ? "; ..." : "");
        return $"no price for {(asked.Count == 0 ? "an event without dimensions" : string.Join(", ", asked))}; the book has: {list}";
    }

    private static string Shown(IReadOnlyDictionary<string, string> where) =>
        where.Count == 0 ? "the standard price" : string.Join(", ", where.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Billions(decimal parameters) => DecimalText.Of(parameters / 1e9m) + "B";
}
