using Permil.Rating;
using Permil.Usage;

namespace Permil.Allocation;

/// <summary>One piece of usage on its way into parts.</summary>
/// <param name="split">The rule.</param>
/// <param name="whole">Has something to split.</param>
/// <param name="weights">Above 0, each value once, in the order in which ties go.</param>
/// <param name="period">Where the weights are from.</param>
internal sealed class UsageCut(SplitRule split, UsageEvent whole, List<Weight> weights, WeightPeriod period)
{
    /// <summary>Notes that say how much, not what: adding up the parts must not count them again.</summary>
    private static readonly string[] Amounts =
    [
        Usage.Attribute.Requests,
        Usage.Attribute.ReasoningTokens,
        Usage.Attribute.TotalTokens,
    ];

    private readonly decimal[] _amounts = [.. weights.Select(weight => weight.Amount)];

    public List<UsagePart> ToParts()
    {
        var parts = new List<UsagePart>();
        var kept = whole.Usage.Where(measured => !split.IsShared(measured.Meter)).ToList();
        var isSomethingKept = kept.Exists(measured => measured.Quantity != 0);
        if (isSomethingKept)
        {
            parts.Add(UsagePart.Unsplit(whole with { Usage = kept }));
        }

        var usage = Shares();
        var reported = isSomethingKept ? null : ReportedShares();
        var total = _amounts.Aggregate(0m, Exact.Add);
        var counting = isSomethingKept ? -1 : Array.IndexOf(_amounts, _amounts.Max());
        for (var i = 0; i < weights.Count; i++)
        {
            if (usage[i].Count > 0 || reported?[i] is not (null or 0))
            {
                parts.Add(
                    new UsagePart
                    {
                        Event = EventOf(weights[i].Value, usage[i], reported?[i], isCounting: i == counting),
                        CountsEvents = i == counting,
                        Whole = whole,
                        Split = split,
                        Weight = weights[i],
                        TotalWeight = total,
                        Period = period,
                    }
                );
            }
        }

        return parts;
    }

    private List<Measurement>[] Shares()
    {
        var usage = weights.ConvertAll(_ => new List<Measurement>()).ToArray();
        foreach (var (meter, quantity) in whole.Usage)
        {
            if (quantity == 0 || !split.IsShared(meter))
            {
                continue;
            }

            var shares = Apportionment.Apportion(quantity, _amounts, DecimalsOf(meter));
            for (var i = 0; i < usage.Length; i++)
            {
                if (shares[i] != 0)
                {
                    usage[i].Add(new Measurement(meter, shares[i]));
                }
            }
        }

        return usage;
    }

    private IReadOnlyList<decimal>? ReportedShares() =>
        whole.ReportedCost is { } cost ? Apportionment.Apportion(cost, _amounts, Exact.QuantityDecimals) : null;

    private UsageEvent EventOf(string? value, List<Measurement> usage, decimal? reportedCost, bool isCounting)
    {
        var part = whole with { Usage = usage, ReportedCost = reportedCost };
        if (value is not null)
        {
            part = split.Dimension.With(part, value);
        }

        return isCounting || !Amounts.Any(whole.Attributes.ContainsKey)
            ? part
            : part with
            {
                Attributes = whole
                    .Attributes.Where(note => !Amounts.Contains(note.Key, StringComparer.Ordinal))
                    .ToDictionary(StringComparer.Ordinal),
            };
    }

    /// <summary>
    /// 12 of what prices are quoted for. More of one token would be too fine: quantity x price must still fit a decimal.
    /// </summary>
    private static int DecimalsOf(Meter meter)
    {
        var decimals = Exact.QuantityDecimals;
        for (var block = meter.Block; block >= 10 && decimals > 0; block /= 10)
        {
            decimals--;
        }

        return decimals;
    }
}
