namespace Permil.Focus.Validation;

/// <summary>What a file says to all rules.</summary>
public sealed record FocusReport
{
    /// <summary>Which rules: <c>FOCUS 1.3</c>, or a requirements model.</summary>
    public required string Rules { get; init; }

    public required long Rows { get; init; }

    /// <summary>What the generator supports, as far as it was told or the file shows.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary>In the order of the rules.</summary>
    public required IReadOnlyList<FocusRuleResult> Results { get; init; }

    /// <summary>The rules that look at something themselves.</summary>
    public IEnumerable<FocusRuleResult> Checked => Results.Where(result => !result.IsComposite);

    /// <summary>Whether no MUST or MUST NOT fails.</summary>
    public bool IsValid => !Checked.Any(result => result.IsBindingFailure);
}
