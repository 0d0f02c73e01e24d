using Permil.Allocation;
using Permil.Yaml;

namespace Permil.Billing.Showback;

/// <summary>Who bears what is nobody's own: purchases, what nobody used of them, minimums, credits, tax, rounding.</summary>
public sealed class SharedCostRule
{
    public static readonly SharedCostRule ByCost = new(SharedCostBasis.ByCost, []);
    public static readonly SharedCostRule Even = new(SharedCostBasis.Even, []);
    public static readonly SharedCostRule None = new(SharedCostBasis.None, []);

    private SharedCostRule(SharedCostBasis basis, IReadOnlyList<Weight> weights) => (Basis, Weights) = (basis, weights);

    public SharedCostBasis Basis { get; }

    /// <summary>By name, above 0; empty unless they decide.</summary>
    public IReadOnlyList<Weight> Weights { get; }

    /// <summary>As it is written: <c>by-cost</c>.</summary>
    public string Name =>
        Basis switch
        {
            SharedCostBasis.ByCost => "by-cost",
            SharedCostBasis.Even => "even",
            SharedCostBasis.None => "none",
            _ => "weights",
        };

    /// <summary>A rule of weights.</summary>
    /// <exception cref="ArgumentException">There are none, one is not above 0, or two have one name.</exception>
    public static SharedCostRule Of(IEnumerable<Weight> weights)
    {
        Weight[] known = [.. weights.OrderBy(weight => weight.Value, StringComparer.Ordinal)];
        return
            known.Length > 0
            && Array.TrueForAll(known, weight => weight is { Value: not null, Amount: > 0 })
            && known.DistinctBy(weight => weight.Value, StringComparer.Ordinal).Count() == known.Length
            ? new(SharedCostBasis.Weights, known)
            : throw new ArgumentException(
                "allowed: one weight or more, above 0, each with a name of its own",
                nameof(weights)
            );
    }

    /// <summary>Reads weights: a mapping <c>weights</c> of owners and numbers above 0.</summary>
    /// <exception cref="YamlFormatException">The file, the line, what was found and what is allowed.</exception>
    public static SharedCostRule ReadWeights(TextReader yaml, string file)
    {
        var root = YamlEntry.Load(yaml, file, "weights");
        root.AllowOnly("weights");
        var entry = root.Required("weights");
        var weights = entry.Pairs().Select(pair => new Weight(pair.Key, pair.Value.Count())).ToList();
        return weights.Count > 0
            ? Of(weights)
            : throw entry.Wrong("nothing", "owners with their weights, as in search: 3");
    }
}
