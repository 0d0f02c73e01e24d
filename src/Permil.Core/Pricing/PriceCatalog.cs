using Permil.Usage;
using Permil.Yaml;

namespace Permil.Pricing;

/// <summary>The price books in use. Finding a price is a pure function of the query: the same question has the same answer.</summary>
public sealed class PriceCatalog
{
    private readonly Dictionary<string, Entry> _byProvider = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Entry> _entries = [];
    private readonly List<SkuPrice> _prices = [];

    private sealed record Entry(PriceBook Book, ModelIndex Models, PriceIndex Prices);

    /// <param name="books">In order of preference: a book takes the place of an earlier one of the same provider.</param>
    /// <param name="asKnownAt">
    /// Prices as they were known at the end of a day; <see langword="null"/>: everything the books say now.
    /// </param>
    public PriceCatalog(IReadOnlyList<PriceBook> books, DateOnly? asKnownAt = null)
    {
        foreach (var group in books.GroupBy(book => book.Provider, StringComparer.OrdinalIgnoreCase))
        {
            var book = group.Last();
            var prices = PriceKnowledge.Of(book, asKnownAt);
            _prices.AddRange(prices);
            _entries.Add(new Entry(book, new ModelIndex(book), new PriceIndex(book, prices)));
        }

        foreach (var entry in _entries)
        {
            _byProvider[entry.Book.Provider] = entry;
        }

        foreach (var entry in _entries)
        {
            foreach (var alias in entry.Book.ProviderAliases)
            {
                _byProvider.TryAdd(alias, entry);
            }
        }

        Books = [.. _entries.Select(entry => entry.Book)];
        var currencies = Books.Select(book => book.Currency).Distinct(StringComparer.Ordinal).ToList();
        Currency = currencies.Count switch
        {
            0 => "USD",
            1 => currencies[0],
            _ => throw new YamlFormatException(
                $"price books of several currencies ({string.Join(", ", currencies)}) cannot be added up; use books of one currency"
            ),
        };
    }

    public IReadOnlyList<PriceBook> Books { get; }

    /// <summary>Every price of the books as it was known, book by book.</summary>
    public IEnumerable<SkuPrice> Prices => _prices;

    /// <summary>ISO 4217; one for all books.</summary>
    public string Currency { get; }

    /// <summary>Every instant at which some price begins or ends. Between two of them no price changes.</summary>
    public IEnumerable<DateTimeOffset> PriceBoundaries =>
        _prices
            .SelectMany(price => new[] { price.Period.From, price.Period.Until })
            .OfType<DateTimeOffset>()
            .Distinct()
            .Order();

    /// <summary>The book of a provider by its name or an alias.</summary>
    public PriceBook? FindBook(string provider) => _byProvider.GetValueOrDefault(provider)?.Book;

    /// <summary>
    /// Finds a model: its id before an alias, over all books when no provider is named.
    /// </summary>
    /// <param name="provider">As the log writes it; <see langword="null"/> when it does not say.</param>
    /// <param name="model">As the log writes it.</param>
    /// <param name="problem">Why there is no match; <see langword="null"/> with one.</param>
    public ModelMatch? FindModel(string? provider, string model, out string? problem)
    {
        problem = null;
        if (provider is not null)
        {
            if (_byProvider.TryGetValue(provider, out var entry))
            {
                return entry.Models.FindById(model) is { } own
                    ? new ModelMatch(entry.Book, own, ThroughAlias: false)
                    : new ModelMatch(entry.Book, entry.Models.FindByAlias(model), ThroughAlias: true);
            }

            problem =
                $"no price book for provider '{provider}'; there are {string.Join(", ", Books.Select(book => book.Provider))}";
            return null;
        }

        return OnlyOne(entry => entry.Models.FindById(model), throughAlias: false, model, ref problem)
            ?? (
                problem is null
                    ? OnlyOne(entry => entry.Models.FindByAlias(model), throughAlias: true, model, ref problem)
                    : null
            );
    }

    /// <summary>Whether the provider of a model counts cached tokens inside its input; <see langword="null"/>: not known.</summary>
    public bool? CachedInsideInput(string? provider, string model) =>
        FindModel(provider, model, out _) is { } match
            ? match.Model?.CachedInsideInput ?? match.Book.CachedInsideInput
            : null;

    /// <summary>The price of one meter at one instant, or why there is none.</summary>
    public PriceAnswer Find(PriceQuery query)
    {
        var match = FindModel(query.Provider, query.Model, out var problem);
        if (problem is not null)
        {
            return PriceAnswer.None(problem);
        }

        if (match is null)
        {
            return FindWithoutModel(query);
        }

        var answer = _byProvider[match.Book.Provider].Prices.Find(match.Model, query);
        return match is { ThroughAlias: true, Model: { } found } && answer.HasPrice
            ? answer.With($"'{query.Model}' is {found.Id}")
            : answer;
    }

    /// <summary>What is sold by the hour, or by size class, needs no model that a book knows.</summary>
    private PriceAnswer FindWithoutModel(PriceQuery query)
    {
        var isCapacity = query.Meter.Unit.EndsWith("hour", StringComparison.Ordinal);
        if (query.Model.Length > 0 && !isCapacity && !query.Attributes.ContainsKey(Usage.Attribute.Parameters))
        {
            return PriceAnswer.None($"no price book has model '{query.Model}'");
        }

        var sellers = _entries.Where(entry => entry.Prices.SellsWithoutModel(query.Mode, query.Meter)).ToList();
        return sellers.Count switch
        {
            0 => PriceAnswer.None(
                $"no price book sells {query.Meter} in {ModeName.Of(query.Mode)} mode without a model it knows"
            ),
            1 => sellers[0].Prices.Find(null, query),
            _ => PriceAnswer.None(
                $"{query.Meter} is sold by {string.Join(" and ", sellers.Select(entry => entry.Book.Provider))}; name the provider"
            ),
        };
    }

    private ModelMatch? OnlyOne(Func<Entry, PricedModel?> find, bool throughAlias, string model, ref string? problem)
    {
        ModelMatch? match = null;
        foreach (var entry in _entries)
        {
            if (find(entry) is not { } found)
            {
                continue;
            }

            if (match is not null)
            {
                problem = $"'{model}' is sold by {match.Book.Provider} and {entry.Book.Provider}; name the provider";
                return null;
            }

            match = new ModelMatch(entry.Book, found, throughAlias);
        }

        return match;
    }
}
