using Permil.Budgets;

namespace Permil.Access;

/// <summary>A wish for an account.</summary>
public sealed record NewAccount
{
    public required string Id { get; init; }

    public AccountTier Tier { get; init; }

    /// <summary>Where a free account has no limit of its own, that of the free tier is set.</summary>
    public Limits Limits { get; init; } = Limits.None;

    public IReadOnlyDictionary<string, Limits> TenantLimits { get; init; } =
        new Dictionary<string, Limits>(StringComparer.Ordinal);

    /// <summary>Puts the account into a book, a free one with its first credit.</summary>
    /// <exception cref="ChangeRefusedException">It cannot be.</exception>
    public AccountBook AddTo(AccountBook book, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        WishCheck.Name("id", Id);
        if (book.Accounts.Any(account => account.Id == Id))
        {
            throw new ChangeRefusedException(
                ChangeProblem.Conflict,
                "id",
                $"found '{Id}', which is an account already; 'permil accounts set {Id}' changes it"
            );
        }

        var account = new Account
        {
            Id = Id,
            Tier = Tier,
            CreatedAt = now,
            Limits = Tier == AccountTier.Free ? WithDefaults(Limits, FreeTier.Limits) : Limits,
            TenantLimits = TenantLimits,
        };
        AccountChange.Check(account);
        return book with
        {
            Accounts = [.. book.Accounts, account],
            Credits =
                Tier == AccountTier.Free ? [.. book.Credits, FreeTier.CreditFor(Id, now, book.Credits)] : book.Credits,
        };
    }

    private static Limits WithDefaults(Limits limits, Limits defaults) =>
        new()
        {
            RequestsPerMinute = limits.RequestsPerMinute ?? defaults.RequestsPerMinute,
            InputTokensPerMinute = limits.InputTokensPerMinute ?? defaults.InputTokensPerMinute,
            OutputTokensPerMinute = limits.OutputTokensPerMinute ?? defaults.OutputTokensPerMinute,
            ConcurrentCalls = limits.ConcurrentCalls ?? defaults.ConcurrentCalls,
            BatchTokensPerModel = limits.BatchTokensPerModel ?? defaults.BatchTokensPerModel,
        };
}
