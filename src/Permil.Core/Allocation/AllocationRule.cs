using Permil.Usage;

namespace Permil.Allocation;

/// <summary>Whose some usage is: what it sets, and how what is shared is split.</summary>
public sealed class AllocationRule
{
    private readonly UsageMatch _match;

    internal AllocationRule(
        string name,
        string file,
        int line,
        UsageMatch match,
        DateTimeOffset? from,
        DateTimeOffset? until
    )
    {
        Name = name;
        File = file;
        Line = line;
        _match = match;
        From = from;
        Until = until;
    }

    /// <summary>Unique among the rules.</summary>
    public string Name { get; }

    public string File { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>Inclusive; <see langword="null"/>: since ever.</summary>
    public DateTimeOffset? From { get; }

    /// <summary>Exclusive; <see langword="null"/>: no end.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary><see langword="null"/>: the rule only sets.</summary>
    public SplitRule? Split { get; internal init; }

    /// <summary>In the order in which they are written.</summary>
    internal IReadOnlyList<(DimensionKey Dimension, ValueTemplate Value)> Sets { get; init; } = [];

    /// <summary>What the outcome depends on.</summary>
    internal IEnumerable<DimensionKey> Keys =>
        _match.Keys.Concat(Sets.SelectMany(set => set.Value.Keys)).Concat(Split?.Keys ?? []);

    /// <summary>Whether the rule is about an event: as it was recorded, whatever other rules set.</summary>
    public bool Matches(UsageEvent usageEvent)
    {
        ArgumentNullException.ThrowIfNull(usageEvent);
        return (From is null || usageEvent.Time >= From)
            && (Until is null || usageEvent.Time < Until)
            && _match.Matches(usageEvent);
    }

    /// <summary>The name and where it is written, for example <c>'search team' (allocation.yaml:3)</c>.</summary>
    public override string ToString() => $"'{Name}' ({File}:{Line})";
}
