using Permil.Rating;
using Permil.Usage;

namespace Permil.Allocation;

/// <summary>How usage that several share is split between them.</summary>
public sealed class SplitRule
{
    private readonly string _ruleText;
    private readonly UsageMatch _among;
    private readonly IReadOnlyList<ValuePattern>? _meters;

    internal SplitRule(
        string ruleText,
        DimensionKey dimension,
        SplitBasis basis,
        UsageMatch among,
        IReadOnlyList<ValuePattern>? meters
    )
    {
        _ruleText = ruleText;
        _among = among;
        _meters = meters;
        Dimension = dimension;
        Basis = basis;
    }

    /// <summary>Which dimension the parts differ in: account, subAccount, feature or environment.</summary>
    public DimensionKey Dimension { get; }

    public SplitBasis Basis { get; }

    /// <summary>The shares as written, by name; empty unless <see cref="Basis"/> is <see cref="SplitBasis.Shares"/>.</summary>
    public IReadOnlyList<Weight> Shares { get; internal init; } = [];

    /// <summary>Whether usage decides the shares, day by day.</summary>
    public bool IsByUsage => Basis != SplitBasis.Shares;

    /// <summary>What the shares depend on.</summary>
    internal IEnumerable<DimensionKey> Keys => IsByUsage ? _among.Keys.Append(Dimension) : [];

    /// <summary>
    /// Whether what a meter counts is split. Unless the rule names meters, usage splits hours of capacity only: the tokens
    /// of a shared endpoint have an owner. Written shares split everything.
    /// </summary>
    public bool IsShared(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        return _meters?.Any(pattern => pattern.Matches(meter.Name)) ?? (!IsByUsage || IsCapacity(meter));
    }

    /// <summary>How much weight usage carries for the one it belongs to.</summary>
    /// <param name="sum">As recorded.</param>
    /// <param name="requests">How many requests it stands for.</param>
    /// <returns>
    /// 0 when the rule does not look at it. Hours of capacity are no requests, so a sum must not hold both when requests
    /// decide.
    /// </returns>
    public decimal WeightOf(UsageEvent sum, decimal requests)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (!IsByUsage || !_among.Matches(sum))
        {
            return 0;
        }

        if (Basis == SplitBasis.Requests)
        {
            return sum.Usage.Any(measured => IsCapacity(measured.Meter)) ? 0 : requests;
        }

        var tokens = 0m;
        foreach (var (meter, quantity) in sum.Usage)
        {
            if (string.Equals(meter.Unit, "token", StringComparison.Ordinal))
            {
                tokens = Exact.Add(tokens, quantity);
            }
        }

        return tokens;
    }

    /// <summary>Splits usage by the shares that are written in the rule.</summary>
    /// <param name="shared">Usage that the rule matches, its dimensions set.</param>
    public IReadOnlyList<UsagePart> Split(UsageEvent shared) => Split(shared, Shares, WeightPeriod.None);

    /// <summary>Splits usage: the parts add up to it in every meter, to the last digit.</summary>
    /// <remarks>
    /// A share has at most 12 decimals of what prices are quoted for (6 of one token, 12 of an hour), rounded as
    /// <see cref="Apportionment"/> says; ties go by name, so the order of the weights does not matter. Exactly one part
    /// counts the events: what is not split when there is such, else the largest share (of equal ones the first by name).
    /// Without weights, or without usage to split, the one part is the whole. The parts of a sum can differ from the sum of
    /// the parts of its events in the last decimal, never in total: what is split should be handed over event by event where
    /// one owner's figure must not depend on the grouping.
    /// </remarks>
    /// <param name="shared">Usage that the rule matches, its dimensions set.</param>
    /// <param name="weights">In any order; those of one value are added up.</param>
    /// <param name="period">Where the weights are from.</param>
    public IReadOnlyList<UsagePart> Split(UsageEvent shared, IReadOnlyList<Weight> weights, WeightPeriod period)
    {
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(weights);
        if (!shared.Usage.Any(measured => measured.Quantity != 0 && IsShared(measured.Meter)))
        {
            return [UsagePart.Unsplit(shared)];
        }

        var due = Due(weights);
        return due.Count == 0
            ? [UsagePart.WithoutWeights(shared, this)]
            : new UsageCut(this, shared, due, period).ToParts();
    }

    public override string ToString() => _ruleText;

    /// <summary>Above 0, each value once, by name; who has no name comes last.</summary>
    private static List<Weight> Due(IReadOnlyList<Weight> weights) =>
        [
            .. weights
                .GroupBy(weight => weight.Value, StringComparer.Ordinal)
                .Select(same => new Weight(same.Key, same.Aggregate(0m, (sum, next) => Exact.Add(sum, next.Amount))))
                .Where(weight => weight.Amount != 0)
                .OrderBy(weight => weight.Value is null)
                .ThenBy(weight => weight.Value, StringComparer.Ordinal),
        ];

    /// <summary>Hours of something that was there, used or not.</summary>
    private static bool IsCapacity(Meter meter) =>
        string.Equals(meter.Unit, "hour", StringComparison.Ordinal)
        || meter.Unit.EndsWith("-hour", StringComparison.Ordinal);
}
