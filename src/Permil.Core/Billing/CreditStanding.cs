namespace Permil.Billing;

/// <summary>Where a credit stands.</summary>
/// <param name="Credit">The credit.</param>
/// <param name="Used">
/// What usage cost that it paid for; <see langword="null"/> of one that pays only for some charges: its invoices say.
/// </param>
/// <param name="IsLive">Whether it can be used now: it has begun and is not over.</param>
public sealed record CreditStanding(Credit Credit, decimal? Used, bool IsLive)
{
    /// <summary>What was never used of it; it can be used only while the credit is live.</summary>
    public decimal? Unused => Credit.Amount - Used;

    /// <summary>What can be used now.</summary>
    public decimal? Remaining => IsLive ? Unused : 0;

    /// <summary>Where a credit stands of which nobody counts what it paid.</summary>
    public static CreditStanding NotCounted(Credit credit, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(credit);
        return new(credit, null, credit.GrantedAt <= now && (credit.ExpiresAt is null || now < credit.ExpiresAt));
    }
}
