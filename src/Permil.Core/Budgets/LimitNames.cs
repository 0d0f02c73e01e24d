namespace Permil.Budgets;

/// <summary>Limits as pairs of a name and a number, in the order in which they are shown.</summary>
public static class LimitNames
{
    public static IReadOnlyList<(string Name, long? Value)> Of(Limits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return
        [
            ("requestsPerMinute", limits.RequestsPerMinute),
            ("inputTokensPerMinute", limits.InputTokensPerMinute),
            ("outputTokensPerMinute", limits.OutputTokensPerMinute),
            ("concurrentCalls", limits.ConcurrentCalls),
            ("batchTokensPerModel", limits.BatchTokensPerModel),
        ];
    }
}
