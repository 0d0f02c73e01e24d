namespace Permil.Focus.Validation;

/// <summary>What became of a rule.</summary>
public enum FocusOutcome
{
    Pass,
    Fail,

    /// <summary>Not checked; the reason says why.</summary>
    Skipped,
}
