namespace Permil.Focus;

/// <summary>A version of the FinOps Open Cost and Usage Specification.</summary>
public enum FocusVersion
{
    /// <summary>1.3, of late 2025.</summary>
    V13,

    /// <summary>1.4, of mid 2026.</summary>
    V14,
}
