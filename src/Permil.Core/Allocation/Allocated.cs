using Permil.Usage;

namespace Permil.Allocation;

/// <summary>Usage with the dimensions that rules set, and what is left to do.</summary>
public sealed record Allocated
{
    /// <summary>The usage handed in, itself when no rule set anything.</summary>
    public required UsageEvent Event { get; init; }

    /// <summary>What rules set, in the order of the rules.</summary>
    public IReadOnlyList<AppliedSet> Sets { get; init; } = [];

    /// <summary>What is to split it; <see langword="null"/> when nothing is.</summary>
    public SplitRule? Split { get; init; }

    /// <summary>The names of the rules that set something, each once, in their order.</summary>
    public IEnumerable<string> RuleNames => Sets.Select(set => set.Rule.Name).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// A line for each dimension that was set, for example
    /// <c>subAccount search, set by 'search team' (allocation.yaml:3)</c>.
    /// </summary>
    public IEnumerable<string> Explain() => Sets.Select(set => $"{set.Dimension} {set.Value}, set by {set.Rule}");
}
