namespace Permil.Budgets;

/// <summary>Bounds of calls that are not priced by what they read and write.</summary>
internal static class CallBoundOf
{
    public static CallBound Cost(decimal listCost, long inputTokens = 0, long? outputTokens = 0) =>
        new()
        {
            ListCost = listCost,
            InputTokens = inputTokens,
            OutputTokens = outputTokens,
            LikelyInputTokens = inputTokens,
            LikelyOutputTokens = outputTokens,
        };

    public static CallBound Unknown(string reason, long inputTokens, long? outputTokens) =>
        new()
        {
            ListCost = null,
            UnknownReason = reason,
            InputTokens = inputTokens,
            OutputTokens = outputTokens,
        };

    public static CallBound Unpriced(string reason) => Unknown(reason, 0, 0) with { IsUnpriced = true };
}
