namespace Permil.Budgets;

/// <summary>Why a call is not made.</summary>
/// <param name="Reason">The kind of rule.</param>
/// <param name="Message">Which rule, what it allows, what was asked: for the caller.</param>
/// <param name="RetryAfter">When the same call can be admitted at the earliest; <see langword="null"/>: not by waiting.</param>
public sealed record Refusal(RefusalReason Reason, string Message, TimeSpan? RetryAfter)
{
    /// <summary>Where the limits stand, for the headers of the answer.</summary>
    public LimitStanding Limits { get; init; }
}
