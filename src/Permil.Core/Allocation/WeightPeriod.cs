namespace Permil.Allocation;

/// <summary>The time whose usage decided the shares of a split.</summary>
public enum WeightPeriod
{
    /// <summary>None was asked: the shares are written in the rule, or nothing is split.</summary>
    None,

    /// <summary>The UTC day of the shared usage.</summary>
    Day,

    /// <summary>The UTC month, because nothing of that day carries weight.</summary>
    Month,
}
