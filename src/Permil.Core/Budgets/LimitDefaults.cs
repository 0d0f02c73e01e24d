using Permil.Access;

namespace Permil.Budgets;

/// <summary>What holds where an account sets no limit of its own.</summary>
public static class LimitDefaults
{
    /// <summary>Tokens of batches that have not ended, for each model of an account.</summary>
    public const long BatchTokensPerModel = 30_000_000_000;

    public const long FreeRequestsPerMinute = 60;
    public const long FreeInputTokensPerMinute = 60_000;
    public const long FreeOutputTokensPerMinute = 20_000;
    public const long FreeConcurrentCalls = 5;

    /// <summary>An account's limits, each of its own or else that of its tier.</summary>
    public static Limits Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var own = account.Limits with
        {
            BatchTokensPerModel = account.Limits.BatchTokensPerModel ?? BatchTokensPerModel,
        };
        return account.Tier == AccountTier.Paid
            ? own
            : own with
            {
                RequestsPerMinute = own.RequestsPerMinute ?? FreeRequestsPerMinute,
                InputTokensPerMinute = own.InputTokensPerMinute ?? FreeInputTokensPerMinute,
                OutputTokensPerMinute = own.OutputTokensPerMinute ?? FreeOutputTokensPerMinute,
                ConcurrentCalls = own.ConcurrentCalls ?? FreeConcurrentCalls,
            };
    }
}
