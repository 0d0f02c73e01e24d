namespace Permil.Focus.Validation;

/// <summary>What a file says to a rule.</summary>
public sealed record FocusRuleResult
{
    public required FocusRule Rule { get; init; }

    public required FocusOutcome Outcome { get; init; }

    /// <summary>Why it was skipped, or what is wrong with the file as a whole.</summary>
    public string? Reason { get; init; }

    /// <summary>Rows that break it; 0 for a rule about the file as a whole.</summary>
    public long FailingRows { get; init; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<FocusExample> Examples { get; init; } = [];

    /// <summary>Whether it only sums up other rules.</summary>
    public bool IsComposite => Rule.Check is FocusCheck.OfRules;

    /// <summary>Whether the file fails by it.</summary>
    public bool IsBindingFailure => Outcome == FocusOutcome.Fail && FocusKeywords.IsBinding(Rule.Keyword);
}
