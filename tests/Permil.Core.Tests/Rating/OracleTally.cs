namespace Permil.Rating;

/// <summary>Counts what the random books and events reached.</summary>
internal sealed class OracleTally
{
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Kinds { get; } =
    [
        "free",
        "graduated",
        "volume",
        "context step",
        "blocks",
        "image steps",
        "minimum",
        "multiple",
        "model",
        "class",
        "provider",
        "dimension",
        "billed as",
        "does not end",
    ];

    public int Books { get; set; }

    public int RefusedBooks { get; set; }

    public int Charges { get; private set; }

    public int Unpriced { get; private set; }

    /// <summary>Costs with more digits than a decimal has: they must be refused.</summary>
    public int Unholdable { get; private set; }

    public int CountOf(string kind) => _kinds.GetValueOrDefault(kind);

    public void Add(List<OracleCharge> charges, OracleEvent usage)
    {
        foreach (var charge in charges)
        {
            if (charge.Price is not { } price)
            {
                Unpriced++;
                continue;
            }

            Charges++;
            Unholdable += charge.Cost.FitsDecimal ? 0 : 1;
            Count("free", price.Amount == "free");
            Count("graduated", price.TierKind == "graduated");
            Count("volume", price.TierKind == "volume");
            Count("context step", price.Steps.Any(step => Rational.Parse(charge.Quantity) > Rational.Whole(step.Over)));
            Count("blocks", price.RoundsUp);
            Count("image steps", price.DefaultSteps is not null && usage.Attributes.ContainsKey("steps"));
            Count("minimum", price.Minimum is { } minimum && charge.Cost == Rational.Parse(minimum));
            Count("multiple", price.MultipleOf is not null);
            Count("model", price.Model is not null);
            Count("class", price.Class is not null);
            Count("provider", price is { Model: null, Class: null });
            Count("dimension", price.Where.Count > 0);
            Count("billed as", price.Meter != charge.Meter);
            Count(
                "does not end",
                price.MultipleOf is null && !(Rational.Parse(charge.Quantity) / price.Per.Block).Ends && !price.RoundsUp
            );
        }
    }

    private void Count(string kind, bool isOne)
    {
        if (isOne)
        {
            _kinds[kind] = CountOf(kind) + 1;
        }
    }
}
