namespace Permil.Focus.Validation;

/// <summary>What rules that only sum up others come to.</summary>
internal sealed class CompositeResults(
    IReadOnlyList<FocusRule> rules,
    IReadOnlyDictionary<string, FocusRuleResult> results
)
{
    private readonly Dictionary<string, FocusRule> _rules = rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, FocusOutcome> _outcomes = new(StringComparer.Ordinal);

    /// <summary>Fails where a part fails that binds as much as it; is skipped where all parts are.</summary>
    public FocusRuleResult Of(FocusRule rule)
    {
        var parts = ((FocusCheck.OfRules)rule.Check).Rules;
        var failing = parts.Where(part => OutcomeOf(part) == FocusOutcome.Fail).ToList();
        var outcome = OutcomeOf(rule.Id);
        return new()
        {
            Rule = rule,
            Outcome = rule.SkippedBecause is null ? outcome : FocusOutcome.Skipped,
            Reason =
                rule.SkippedBecause
                ?? outcome switch
                {
                    FocusOutcome.Fail => $"{failing.Count} of {parts.Count} parts fail: {string.Join(", ", failing)}",
                    FocusOutcome.Skipped => "all of its parts are skipped",
                    _ => null,
                },
        };
    }

    private FocusOutcome OutcomeOf(string id)
    {
        if (_outcomes.TryGetValue(id, out var known))
        {
            return known;
        }

        // A rule that has itself for a part, or a part that is not there, must not hang the report.
        _outcomes[id] = FocusOutcome.Skipped;
        var outcome = results.TryGetValue(id, out var result) ? Weighed(result) : Together(id);
        return _outcomes[id] = outcome;
    }

    /// <summary>A SHOULD that fails does not make what it is part of fail.</summary>
    private static FocusOutcome Weighed(FocusRuleResult result) =>
        result.Outcome == FocusOutcome.Fail && !FocusKeywords.IsBinding(result.Rule.Keyword)
            ? FocusOutcome.Pass
            : result.Outcome;

    private FocusOutcome Together(string id)
    {
        if (!_rules.TryGetValue(id, out var rule) || rule.Check is not FocusCheck.OfRules(var parts))
        {
            return FocusOutcome.Skipped;
        }

        var outcomes = parts.Select(OutcomeOf).ToList();
        return outcomes.Contains(FocusOutcome.Fail) ? FocusOutcome.Fail
            : outcomes.TrueForAll(outcome => outcome == FocusOutcome.Skipped) ? FocusOutcome.Skipped
            : FocusOutcome.Pass;
    }
}
