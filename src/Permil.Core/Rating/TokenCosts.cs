namespace Permil.Rating;

/// <summary>What the tokens of groups cost on average: the cost of what is priced by the token, over those tokens.</summary>
public sealed class TokenCosts
{
    /// <summary>The unit of meters that count tokens.</summary>
    internal const string Token = "token";

    private readonly Dictionary<GroupId, (decimal Tokens, decimal Cost)> _groups = [];
    private (decimal Tokens, decimal Cost) _total;

    private TokenCosts() { }

    /// <summary>The cost of a million of all tokens that have a price; <see langword="null"/> when there are none.</summary>
    public decimal? PerMillion => PerMillionOf(_total);

    /// <summary>
    /// Whether a summary alone tells what its tokens cost: all it has is tokens, and all have a price.
    /// </summary>
    public static bool AreToldBy(RatingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return summary.Groups.All(group =>
            group.Unpriced == 0 && group.Quantities.All(measured => measured.Meter.Unit == Token)
        );
    }

    /// <summary>The keys to rate by where <see cref="AreToldBy"/> is false: each charge by itself.</summary>
    public static IReadOnlyList<GroupKey> KeysFor(IReadOnlyList<GroupKey> keys) =>
        [.. keys, new GroupKey("meter", GroupDimension.Meter), new GroupKey("sku", GroupDimension.Sku)];

    /// <param name="summary">By the groups' own keys, or by <see cref="KeysFor"/> them.</param>
    /// <param name="keys">How many keys the groups have.</param>
    public static TokenCosts Of(RatingSummary summary, int keys)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var costs = new TokenCosts();
        var isByCharge = summary.Keys.Count > keys;
        foreach (var group in summary.Groups)
        {
            if (isByCharge && group.Values[^1] is null)
            {
                // No SKU: what has no price.
                continue;
            }

            var tokens = 0m;
            foreach (var (meter, quantity) in group.Quantities)
            {
                tokens = meter.Unit == Token ? Exact.Add(tokens, quantity) : tokens;
            }

            if (tokens != 0)
            {
                costs.Add(new GroupId([.. group.Values.Take(keys)]), tokens, group.ListCost);
            }
        }

        return costs;
    }

    /// <summary>The cost of a million tokens of a group; <see langword="null"/> when none of them has a price.</summary>
    /// <remarks>Rounded once, to 12 decimals, half to even: an average need not end.</remarks>
    public decimal? PerMillionOf(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return _groups.TryGetValue(group.Id, out var found) ? PerMillionOf(found) : null;
    }

    private static decimal? PerMillionOf((decimal Tokens, decimal Cost) sum) =>
        sum.Tokens == 0 ? null : Exact.MultiplyDivideToQuantity(sum.Cost, 1_000_000, sum.Tokens);

    private void Add(GroupId group, decimal tokens, decimal cost)
    {
        var (groupTokens, groupCost) = _groups.GetValueOrDefault(group);
        _groups[group] = (Exact.Add(groupTokens, tokens), Exact.Add(groupCost, cost));
        _total = (Exact.Add(_total.Tokens, tokens), Exact.Add(_total.Cost, cost));
    }
}
