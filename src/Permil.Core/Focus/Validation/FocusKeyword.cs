namespace Permil.Focus.Validation;

/// <summary>How binding a rule is. A file fails by the first two only.</summary>
public enum FocusKeyword
{
    Must,
    MustNot,
    Should,
    ShouldNot,
    Recommended,

    /// <summary>Allowed, so nothing to check.</summary>
    May,
}
