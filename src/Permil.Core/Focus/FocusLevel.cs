namespace Permil.Focus;

/// <summary>Whether a column has to be there.</summary>
public enum FocusLevel
{
    /// <summary>Always.</summary>
    Mandatory,

    /// <summary>Where its condition holds, see <see cref="FocusColumn.Condition"/>.</summary>
    Conditional,

    /// <summary>It should.</summary>
    Recommended,

    /// <summary>As the generator likes.</summary>
    Optional,
}
