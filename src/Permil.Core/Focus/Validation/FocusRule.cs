namespace Permil.Focus.Validation;

/// <summary>A rule of the specification, or of a requirements model.</summary>
public sealed record FocusRule
{
    /// <summary>Names it for ever: <c>ListCost.product</c>, or the model's own id.</summary>
    public required string Id { get; init; }

    /// <summary>The columns it is about, the first being the one it belongs to.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    public required FocusKeyword Keyword { get; init; }

    /// <summary>The rule in words.</summary>
    public required string Statement { get; init; }

    public required FocusCheck Check { get; init; }

    /// <summary>What the generator has to support for the rule to be asked of it; all of them. See <see cref="FocusCriteria"/>.</summary>
    public IReadOnlyList<string> Criteria { get; init; } = [];

    /// <summary>Columns without which it says nothing, beside those that its test looks at.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Why it is not checked at all; <see langword="null"/>: it is.</summary>
    public string? SkippedBecause { get; init; }

    /// <summary>How the rule was read where that is not as it is written.</summary>
    public string? Note { get; init; }
}
