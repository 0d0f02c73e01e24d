namespace Permil.Rating;

/// <summary>
/// Which price a meter has, from the rules in words: by listing what could apply and striking out, with nothing indexed.
/// </summary>
internal sealed class OracleSelection(OracleBook book, DateOnly? knownOn)
{
    private readonly List<OraclePrice> _known = AsKnown(book.Prices, knownOn);

    /// <summary>What was found: a price with the factors on the way to it, or nothing.</summary>
    public sealed record Found(OraclePrice Stated, OraclePrice Amounts, Rational Factor);

    /// <summary>
    /// Known: learned by the day, not withdrawn by it. The end of a price is not known while the price of the same SKU
    /// that begins right then is not; it then runs to the next one known.
    /// </summary>
    public static List<OraclePrice> AsKnown(IReadOnlyList<OraclePrice> all, DateOnly? day)
    {
        if (day is not { } known)
        {
            return all.Where(price => price.Withdrawn is null).ToList();
        }

        return all.Where(price => price.IsKnownOn(known))
            .Select(price =>
                price.Until is not null
                && all.Any(next => next.IsSameSkuAs(price) && next.From == price.Until && next.Learned > known)
                    ? price with
                    {
                        Until = all.Where(next => next.IsSameSkuAs(price) && next.IsKnownOn(known))
                            .Where(next => next.From >= price.Until)
                            .Min(next => next.From),
                    }
                    : price
            )
            .ToList();
    }

    /// <summary>An id exactly; else an alias in any case; else an id in any case; then without prefix, then without suffix.</summary>
    public OracleModel? ModelOf(string name) =>
        Plain(name)
        ?? (
            name.StartsWith("acme/", StringComparison.OrdinalIgnoreCase)
                ? Plain(name[5..]) ?? WithoutSuffix(name[5..])
                : null
        )
        ?? WithoutSuffix(name);

    /// <returns><see langword="null"/>: unpriced.</returns>
    public Found? Find(OracleModel? model, string mode, string meter, OracleEvent usage)
    {
        foreach (var place in Places(model, mode, meter, usage))
        {
            return place is null ? null : Choose(place, model, mode, usage);
        }

        return null;
    }

    /// <summary>
    /// The rows that decide, nearest first: only the first is looked at. <see langword="null"/>: the model is larger than
    /// every class.
    /// </summary>
    private IEnumerable<List<OraclePrice>?> Places(OracleModel? model, string mode, string meter, OracleEvent usage)
    {
        if (model is not null && RowsFor(mode, meter, row => row.Model == model.Id) is { Count: > 0 } ofModel)
        {
            yield return ofModel;
        }

        if (SizeOf(model, usage) is { } size)
        {
            // The ladder of the meter itself, or of the first meter it is billed as that has one.
            foreach (var name in BilledAs(meter))
            {
                var ladder = book
                    .Classes.Where(sizeClass => IsFor(sizeClass, model, usage))
                    .Select(sizeClass =>
                        (UpTo: Count(sizeClass.UpTo), Rows: Rows(mode, name, row => row.Class == sizeClass.Name))
                    )
                    .Where(step => step.Rows.Count > 0)
                    .GroupBy(step => step.UpTo, step => step.Rows)
                    .OrderBy(step => step.Key)
                    .ToList();
                if (ladder.Count > 0)
                {
                    yield return ladder.Find(step => step.Key >= size)?.SelectMany(rows => rows).ToList();
                    yield break;
                }
            }
        }

        if (RowsFor(mode, meter, row => row is { Model: null, Class: null }) is { Count: > 0 } ofProvider)
        {
            yield return ofProvider;
        }
    }

    /// <summary>The meter's own rows at a place, or those of the first meter it is billed as that has any there.</summary>
    private List<OraclePrice> RowsFor(string mode, string meter, Func<OraclePrice, bool> isHere) =>
        BilledAs(meter).Select(name => Rows(mode, name, isHere)).FirstOrDefault(rows => rows.Count > 0) ?? [];

    private List<OraclePrice> Rows(string mode, string meter, Func<OraclePrice, bool> isHere) =>
        _known.Where(row => row.Mode == mode && row.Meter == meter && isHere(row)).ToList();

    /// <summary>The meter itself, then what it is billed as without a price of its own.</summary>
    private List<string> BilledAs(string meter) =>
        book.BilledAs.Where(pair => pair.Meter == meter).SelectMany(pair => pair.As).Prepend(meter).ToList();

    private Found? Choose(List<OraclePrice> rows, OracleModel? model, string mode, OracleEvent usage)
    {
        var best = rows.Where(row => row.IsInForceAt(usage.Time))
            .Where(row => row.Where.All(pair => usage.Attributes.GetValueOrDefault(pair.Key) == pair.Value))
            .Where(row => !usage.Attributes.ContainsKey("service_tier") || row.Where.ContainsKey("service_tier"))
            .MaxBy(row => row.Where.Count);
        if (best is null || best.Amount == "not-public")
        {
            return null;
        }

        if (best.MultipleOf is null)
        {
            return new Found(best, best, Rational.One);
        }

        return Find(model, best.MultipleOf, best.Meter, usage) is { } basis
            ? basis with
            {
                Stated = best,
                Factor = basis.Factor * Rational.Parse(best.Factor),
            }
            : null;
    }

    private OracleModel? Plain(string name) =>
        book.Models.SingleOrDefault(model => model.Id == name)
        ?? book.Models.SingleOrDefault(model => model.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase))
        ?? book.Models.SingleOrDefault(model => string.Equals(model.Id, name, StringComparison.OrdinalIgnoreCase));

    private OracleModel? WithoutSuffix(string name) =>
        name.Length > 5 && name[^5] == '-' && name[^4..].All(char.IsAsciiDigit) ? Plain(name[..^5]) : null;

    private static bool IsFor(OracleClass sizeClass, OracleModel? model, OracleEvent usage) =>
        (sizeClass.Kinds.Count == 0 || model is null || sizeClass.Kinds.Contains(model.Kind))
        && (
            sizeClass.Architecture is null
            || sizeClass.Architecture
                == (model?.Architecture ?? usage.Attributes.GetValueOrDefault("architecture") ?? "dense")
        );

    private static Rational? SizeOf(OracleModel? model, OracleEvent usage) =>
        (model?.Parameters ?? usage.Attributes.GetValueOrDefault("parameters")) is { } text ? Count(text) : null;

    private static Rational Count(string text) =>
        text.EndsWith('B') ? Rational.Parse(text[..^1]) * Rational.Whole(1_000_000_000) : Rational.Parse(text);
}
