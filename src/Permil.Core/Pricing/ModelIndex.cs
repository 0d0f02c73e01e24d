using System.Text.RegularExpressions;

namespace Permil.Pricing;

/// <summary>Finds the models of one book by the ids that logs use.</summary>
internal sealed class ModelIndex
{
    private readonly PriceBook _book;
    private readonly Dictionary<string, PricedModel> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PricedModel> _byAlias = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(Regex Pattern, PricedModel Model)> _byPattern = [];
    private readonly Regex? _suffix;

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
                    _byPattern.Add((DigitPattern($"^{Regex.Escape(alias)}$"), model));
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

        if (book.ModelSuffixes.Count > 0)
        {
            _suffix = DigitPattern($"({string.Join('|', book.ModelSuffixes.Select(Regex.Escape))})$");
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
            if (pattern.IsMatch(id))
            {
                return patternModel;
            }
        }

        return null;
    }

    private PricedModel? FindWithoutSuffix(string id)
    {
        if (_suffix?.Match(id) is not { Success: true, Index: > 0 } match)
        {
            return null;
        }

        var rest = id[..match.Index];
        return FindById(rest) ?? FindPlainAlias(rest);
    }

    private static Regex DigitPattern(string escaped) =>
        new(
            escaped.Replace("\\#", "[0-9]", StringComparison.Ordinal),
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
}
