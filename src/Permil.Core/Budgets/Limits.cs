namespace Permil.Budgets;

/// <summary>What a key, a tenant or an account may do at most. <see langword="null"/>: no limit.</summary>
public sealed record Limits
{
    public static readonly Limits None = new();

    /// <summary>Requests in any 60 seconds.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>Input tokens in any 60 seconds, cached ones included.</summary>
    public long? InputTokensPerMinute { get; init; }

    /// <summary>Output tokens in any 60 seconds.</summary>
    public long? OutputTokensPerMinute { get; init; }

    /// <summary>Calls under way at the same time.</summary>
    public long? ConcurrentCalls { get; init; }

    /// <summary>Tokens of batches that have not ended, for each model.</summary>
    public long? BatchTokensPerModel { get; init; }
}
