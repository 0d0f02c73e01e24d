using Permil.Billing;

namespace Permil.Access;

/// <summary>What a new account of the free tier starts with.</summary>
public static class FreeTier
{
    /// <summary>USD.</summary>
    public const decimal CreditAmount = 1m;

    internal static Credit CreditFor(string account, DateTimeOffset now, IEnumerable<Credit> others) =>
        new()
        {
            Id = NewId.Of("credit_", others.Select(credit => credit.Id)),
            Account = account,
            Amount = CreditAmount,
            GrantedAt = now,
            Kind = CreditKind.Free,
            Note = "free tier",
        };
}
