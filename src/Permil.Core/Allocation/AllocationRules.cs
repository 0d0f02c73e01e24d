using Permil.Usage;
using Permil.Yaml;

namespace Permil.Allocation;

/// <summary>
/// The rules that say whose usage is. They apply when usage is read, so a changed rule holds for all of it without an
/// import.
/// </summary>
/// <remarks>
/// Rules look at usage as it was recorded, not at what other rules set. For each dimension the first rule that matches and
/// sets it decides; of the rules that split, the first that matches.
/// </remarks>
public sealed class AllocationRules
{
    private readonly AllocationRule[] _rules;

    internal AllocationRules(IEnumerable<AllocationRule> rules)
    {
        _rules = [.. rules];
        Dimensions = [.. _rules.SelectMany(rule => rule.Keys).Distinct().Order()];
        Boundaries =
        [
            .. _rules.SelectMany(rule => new[] { rule.From, rule.Until }).OfType<DateTimeOffset>().Distinct().Order(),
        ];
        SplitByUsage = _rules.Any(rule => rule.Split is { IsByUsage: true });
    }

    /// <summary>Leaves everything as it was recorded.</summary>
    public static AllocationRules None { get; } = new([]);

    public IReadOnlyList<AllocationRule> Rules => _rules;

    public bool IsEmpty => _rules.Length == 0;

    /// <summary>Usage must be equal in all of these to be summed: then the rules treat the sum as they treat each event.</summary>
    public IReadOnlyList<DimensionKey> Dimensions { get; }

    /// <summary>The instants at which a rule starts or ends, in order: a sum must not reach across one.</summary>
    public IReadOnlyList<DateTimeOffset> Boundaries { get; }

    /// <summary>
    /// Whether a rule splits by usage: then a sum must not reach across midnight UTC either, and
    /// <see cref="SplitWeights"/> is to see all usage of the months in question.
    /// </summary>
    public bool SplitByUsage { get; }

    /// <summary>Whether some rule splits what a meter counts.</summary>
    internal bool Splits(Meter meter) => _rules.Any(rule => rule.Split?.IsShared(meter) is true);

    /// <summary>Reads rules in the form that <c>docs/allocation.md</c> describes.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name for messages and explanations.</param>
    /// <exception cref="YamlFormatException">The file, the line, what was found and what is allowed.</exception>
    public static AllocationRules Read(TextReader yaml, string file) => AllocationReader.Read(yaml, file);

    /// <summary>Sets the dimensions of usage and finds what splits it.</summary>
    /// <param name="sum">One event, or the sum of events as <see cref="Dimensions"/> and <see cref="Boundaries"/> ask for.</param>
    public Allocated Allocate(UsageEvent sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var allocated = sum;
        List<AppliedSet>? sets = null;
        SplitRule? split = null;
        foreach (var rule in _rules)
        {
            if (!rule.Matches(sum))
            {
                continue;
            }

            split ??= rule.Split;
            foreach (var (dimension, template) in rule.Sets)
            {
                var isOpen = sets?.TrueForAll(set => set.Dimension != dimension) ?? true;
                if (isOpen && template.ValueFor(sum) is { } value)
                {
                    (sets ??= []).Add(new AppliedSet(rule, dimension, value));
                    allocated = dimension.With(allocated, value);
                }
            }
        }

        return new Allocated
        {
            Event = allocated,
            Sets = sets is null ? [] : sets,
            Split = split,
        };
    }
}
