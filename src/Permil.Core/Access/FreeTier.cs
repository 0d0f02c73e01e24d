using Permil.Billing;
using Permil.Budgets;

namespace Permil.Access;

/// <summary>What a new account of the free tier starts with; both can be changed for each account.</summary>
public static class FreeTier
{
    /// <summary>USD.</summary>
    public const decimal CreditAmount = 1m;

    /// <summary>Room for one person who tries things out.</summary>
    public static readonly Limits Limits = new()
    {
        RequestsPerMinute = 60,
        InputTokensPerMinute = 100_000,
        OutputTokensPerMinute = 20_000,
        ConcurrentCalls = 5,
        BatchTokensPerModel = 1_000_000,
    };

    internal static Credit CreditFor(string account, DateTimeOffset now, IEnumerable<Credit> others) =>
        new()
        {
            Id = NewId.Of("credit_", others.Select(credit => credit.Id)),
            Account = account,
            Amount = CreditAmount,
            GrantedAt = now,
            Note = "free tier",
        };
}
