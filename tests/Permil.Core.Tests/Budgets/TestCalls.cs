using Permil.Access;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Budgets;

/// <summary>Calls, budgets and accounts with what a test does not care about filled in.</summary>
internal static class TestCalls
{
    public static readonly DateTimeOffset Start = TestBooks.At("2026-05-15T12:00:00Z");

    public static CallScope Scope(
        DateTimeOffset time,
        string? key = "k",
        string? account = "a",
        string? tenant = null,
        string model = "m"
    ) =>
        new(
            key,
            new UsageEvent
            {
                Id = "e",
                Source = "test",
                Time = time,
                Account = account,
                SubAccount = tenant,
                Model = model,
            }
        );

    public static CallBound Cost(decimal? most, decimal? likely = null, long input = 0, long output = 0) =>
        new()
        {
            ListCost = most,
            LikelyCost = likely,
            InputTokens = input,
            OutputTokens = output,
            LikelyInputTokens = input,
            LikelyOutputTokens = output,
        };

    public static Budget Budget(
        string id,
        decimal amount,
        BudgetScope? scope = null,
        BudgetPeriod period = BudgetPeriod.Total,
        BudgetAction action = BudgetAction.Block,
        BudgetReserve reserve = BudgetReserve.Strict
    ) =>
        new()
        {
            Id = id,
            Amount = amount,
            Scope = scope ?? new BudgetScope(),
            Period = period,
            Action = action,
            Reserve = reserve,
            CreatedAt = Start,
        };

    public static Account Account(string id, AccountTier tier = AccountTier.Paid, Limits? limits = null) =>
        new()
        {
            Id = id,
            Tier = tier,
            CreatedAt = Start,
            Limits = limits ?? Limits.None,
        };

    public static ApiKey Key(string id, Limits? limits = null, string account = "a") =>
        new()
        {
            Id = id,
            SecretHash = "",
            Ending = "",
            Account = account,
            CreatedAt = Start,
            Limits = limits ?? Limits.None,
        };

    public static Billing.Credit Credit(
        string id,
        decimal amount,
        DateTimeOffset from,
        DateTimeOffset? until = null,
        string account = "a"
    ) =>
        new()
        {
            Id = id,
            Account = account,
            Amount = amount,
            GrantedAt = from,
            ExpiresAt = until,
        };

    public static Reservation Taken(this Admitted admitted)
    {
        admitted.Refusal.ShouldBeNull();
        return admitted.Reservation.ShouldNotBeNull();
    }

    public static Refusal Refused(this Admitted admitted)
    {
        admitted.Reservation.ShouldBeNull();
        return admitted.Refusal.ShouldNotBeNull();
    }
}
