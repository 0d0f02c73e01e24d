using Permil.Billing.Showback;
using Permil.Rating;

namespace Permil.Storage.Reports;

/// <summary>What a period cost as its accounts are billed, by the groups of a report.</summary>
public sealed class BilledCosts
{
    private const decimal Million = 1_000_000;

    private readonly Dictionary<GroupId, BilledGroup> _groups = [];
    private readonly SortedDictionary<string, ShowbackCosts> _besideUsage = new(StringComparer.Ordinal);
    private readonly BilledGroup _all = new([]);

    /// <summary>Why no cost is known, for people; <see langword="null"/>: all are.</summary>
    public string? UnknownBecause { get; internal set; }

    /// <summary>Of all groups; <see langword="null"/>: not known. Its list cost is that of everything that is billed.</summary>
    public ShowbackCosts? Total => UnknownBecause is null ? _all.Costs : null;

    /// <summary>What of it is no usage of the period, in the order of its words.</summary>
    public IReadOnlyList<BesideUsage> BesideUsage =>
        UnknownBecause is null ? [.. _besideUsage.Select(pair => new BesideUsage(pair.Key, pair.Value))] : [];

    /// <summary>The effective cost of a million of all tokens that have a price, rounded once to 12 decimals, half to even.</summary>
    public decimal? PerMillion => PerMillionOf(_all);

    /// <summary>The effective cost of the period's usage alone; <see langword="null"/>: not known.</summary>
    public decimal? UsageCost => UnknownBecause is null ? _all.UsageCost : null;

    /// <summary>Of a group of the same keys; <see langword="null"/>: not known.</summary>
    public ShowbackCosts? Of(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return UnknownBecause is null ? Find(group)?.Costs ?? default(ShowbackCosts) : null;
    }

    /// <inheritdoc cref="PerMillion"/>
    public decimal? PerMillionOf(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Find(group) is { } found ? PerMillionOf(found) : null;
    }

    /// <inheritdoc cref="UsageCost"/>
    public decimal? UsageCostOf(UsageGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return UnknownBecause is null ? Find(group)?.UsageCost ?? 0 : null;
    }

    /// <summary>The summary with the groups in which something was billed and nothing used.</summary>
    internal RatingSummary Complete(RatingSummary summary)
    {
        var used = summary.Groups.Select(group => group.Id).ToHashSet();
        var others = _groups.Where(group => !used.Contains(group.Key)).Select(group => group.Value.Values).ToList();
        return UnknownBecause is not null || others.Count == 0
            ? summary
            : summary with
            {
                Groups = GroupOrder.Sort([.. summary.Groups, .. others.Select(values => new UsageGroup(values))]),
            };
    }

    /// <summary>Adds usage of the period.</summary>
    /// <param name="values">Of the group.</param>
    /// <param name="costs">What it cost.</param>
    /// <param name="tokens">How many priced tokens it is.</param>
    internal void AddUsage(string?[] values, in ShowbackCosts costs, decimal tokens)
    {
        _all.AddUsage(costs, tokens);
        GroupOf(values).AddUsage(costs, tokens);
    }

    /// <summary>Adds what is no usage of the period.</summary>
    internal void AddOther(string?[] values, in ShowbackCosts costs, string what)
    {
        _all.Add(costs);
        GroupOf(values).Add(costs);
        _besideUsage[what] = _besideUsage.GetValueOrDefault(what).Plus(costs);
    }

    private BilledGroup? Find(UsageGroup group) => _groups.GetValueOrDefault(group.Id);

    private BilledGroup GroupOf(string?[] values)
    {
        var id = new GroupId(values);
        if (!_groups.TryGetValue(id, out var group))
        {
            _groups.Add(id, group = new BilledGroup(values));
        }

        return group;
    }

    private decimal? PerMillionOf(BilledGroup group) =>
        UnknownBecause is not null || group.Tokens == 0
            ? null
            : Exact.MultiplyDivideToQuantity(group.TokenCost, Million, group.Tokens);
}
