namespace Permil.Budgets;

/// <summary>Where the tightest limits of a call stand; <see langword="null"/> where there is no limit.</summary>
public readonly record struct LimitStanding
{
    public long? RequestsLimit { get; init; }

    public long? RequestsRemaining { get; init; }

    /// <summary>Until the limit is unused again.</summary>
    public TimeSpan RequestsReset { get; init; }

    /// <summary>Of input and output tokens the one with less left.</summary>
    public long? TokensLimit { get; init; }

    public long? TokensRemaining { get; init; }

    public TimeSpan TokensReset { get; init; }
}
