namespace Permil.Billing;

/// <summary>Money an account may spend before it is invoiced. Credits are used in the order in which they expire.</summary>
public sealed record Credit
{
    public required string Id { get; init; }

    public required string Account { get; init; }

    /// <summary>More than 0, in the currency of the price books.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The first instant it can be used.</summary>
    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>The first instant it can no longer be used; <see langword="null"/>: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it was given, for people.</summary>
    public string? Note { get; init; }
}
