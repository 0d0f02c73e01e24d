using Permil.Billing.Contracts;

namespace Permil.Billing;

/// <summary>
/// Money that pays for usage instead of the account. Credits are used in the order of <see cref="Priority"/>, then in the
/// order in which they expire.
/// </summary>
public sealed record Credit
{
    public const int DefaultPriority = 50;

    public required string Id { get; init; }

    public required string Account { get; init; }

    /// <summary>More than 0, in the currency of the price books.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The first instant it can be used.</summary>
    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>The first instant it can no longer be used; <see langword="null"/>: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public CreditKind Kind { get; init; }

    /// <summary>0 to 100; lower ones are used first.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>The usage it pays for; <see langword="null"/>: any.</summary>
    public ChargeMatch? Pays { get; init; }

    /// <summary>Why it was given, for people.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// Whether it pays whatever is used. What an account spends in all says nothing about the others: they are used on
    /// invoices, and balances while calls are made leave them out.
    /// </summary>
    public bool PaysForAll => Pays is null or { IsEverything: true };

    /// <summary>Whether it may pay for what was used at an instant.</summary>
    public bool CanPayAt(DateTimeOffset time) => time >= GrantedAt && (ExpiresAt is null || time < ExpiresAt);
}
