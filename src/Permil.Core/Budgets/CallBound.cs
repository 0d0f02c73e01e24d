namespace Permil.Budgets;

/// <summary>The most a call can use and cost, known before it is made.</summary>
public sealed record CallBound
{
    /// <summary>The most it can cost at list prices; <see langword="null"/>: not known, see <see cref="UnknownReason"/>.</summary>
    public required decimal? ListCost { get; init; }

    /// <summary>Why the most is not known: no price, a picture by address, no limit on the output.</summary>
    public string? UnknownReason { get; init; }

    /// <summary>Whether it is the price that is not known, not the size.</summary>
    public bool IsUnpriced { get; init; }

    public required long InputTokens { get; init; }

    /// <summary><see langword="null"/>: not known.</summary>
    public required long? OutputTokens { get; init; }

    /// <summary>Input tokens it probably has; <see langword="null"/>: judged by <see cref="InputTokens"/>.</summary>
    public long? LikelyInputTokens { get; init; }

    /// <summary>Output tokens it probably has; <see langword="null"/>: not known.</summary>
    public long? LikelyOutputTokens { get; init; }

    /// <summary>What it probably costs: that of calls like it of late; for lenient budgets.</summary>
    public decimal? LikelyCost { get; init; }
}
