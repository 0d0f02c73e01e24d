namespace Permil.Pricing;

/// <summary>Finds the models of one book by the ids that logs use.</summary>
internal sealed class ModelIndex
{
    private readonly PriceBook _book;
    private readonly Dictionary<string, PricedModel> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PricedModel> _byAlias = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Pattern, PricedModel Model)> _byPattern = [];

    public ModelIndex(PriceBook book)
    {
        _book = book;
        foreach (var model in book.Models)
        {
            _byId.TryAdd(model.Id, model);
            foreach (var alias in model.Aliases)
            {
                if (alias.Contains('#', StringComparison.Ordinal))
                {
                    _byPattern.Add((alias, model));
                }
                else
                {
                    _byAlias.TryAdd(alias, model);
                }
            }
        }

        // An id in another case is an alias, but never takes one that the book gives away itself.
        foreach (var model in book.Models)
        {
            _byAlias.TryAdd(model.Id, model);
        }
    }

    public PricedModel? FindById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Finds an id that is not a model's own: alias, other case, known prefix, dated suffix.</summary>
    public PricedModel? FindByAlias(string id)
    {
        if (FindPlainAlias(id) is { } model)
        {
            return model;
        }

        foreach (var prefix in _book.ModelPrefixes)
        {
            if (id.Length > prefix.Length && id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                var rest = id[prefix.Length..];
                if ((FindById(rest) ?? FindPlainAlias(rest) ?? FindWithoutSuffix(rest)) is { } behindPrefix)
                {
                    return behindPrefix;
                }
            }
        }

        return FindWithoutSuffix(id);
    }

    private PricedModel? FindPlainAlias(string id)
    {
        if (_byAlias.TryGetValue(id, out var model))
        {
            return model;
        }

        foreach (var (pattern, patternModel) in _byPattern)
        {
            if (DigitPattern.Matches(pattern, id))
            {
                return patternModel;
            }
        }

        return null;
    }

    private PricedModel? FindWithoutSuffix(string id)
    {
        foreach (var suffix in _book.ModelSuffixes)
        {
            if (DigitPattern.Ends(suffix, id))
            {
                var rest = id[..^suffix.Length];
                if ((FindById(rest) ?? FindPlainAlias(rest)) is { } model)
                {
                    return model;
                }
            }
        }

        return null;
    }
}
