using Permil.Budgets;

namespace Permil.Access;

/// <summary>A wish for a key.</summary>
public sealed record NewKey
{
    /// <summary>The account a key belongs to when none is named.</summary>
    public const string DefaultAccount = "default";

    public string? Name { get; init; }

    /// <summary><see langword="null"/>: <see cref="DefaultAccount"/>, which is made when there is no account at all.</summary>
    public string? Account { get; init; }

    public string? SubAccount { get; init; }

    public string? Feature { get; init; }

    public string? Environment { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<string> AllowedModels { get; init; } = [];

    public Limits Limits { get; init; } = Limits.None;

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Puts the key into a book.</summary>
    /// <returns>The book with it, the key, and its secret, which is nowhere else.</returns>
    /// <exception cref="ChangeRefusedException">It cannot be.</exception>
    public (AccountBook Book, ApiKey Key, string Secret) AddTo(AccountBook book, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        Check(now);
        var account = Account ?? DefaultAccount;
        if (Account is null)
        {
            book = WithDefaultAccount(book, now);
        }

        WishCheck.Account("account", book, account);
        var secret = KeySecret.New(KeySecret.KeyPrefix);
        var key = new ApiKey
        {
            Id = NewId.Of("key_", book.Keys.Select(known => known.Id)),
            SecretHash = KeySecret.HashOf(secret),
            Ending = KeySecret.EndingOf(secret),
            Name = Name,
            Account = account,
            SubAccount = SubAccount,
            Feature = Feature,
            Environment = Environment,
            Tags = Tags,
            AllowedModels = AllowedModels,
            Limits = Limits,
            CreatedAt = now,
            ExpiresAt = ExpiresAt,
        };
        return (book with { Keys = [.. book.Keys, key] }, key, secret);
    }

    private static AccountBook WithDefaultAccount(AccountBook book, DateTimeOffset now)
    {
        if (book.Accounts.Count == 0)
        {
            return new NewAccount { Id = DefaultAccount }.AddTo(book, now);
        }

        return book.Accounts.Any(account => account.Id == DefaultAccount)
            ? book
            : throw WishCheck.Invalid(
                "account",
                $"found none, allowed: {string.Join(", ", book.Accounts.Select(account => account.Id))}"
            );
    }

    private void Check(DateTimeOffset now)
    {
        WishCheck.Name("name", Name);
        WishCheck.Name("account", Account);
        WishCheck.Name("subAccount", SubAccount);
        WishCheck.Name("feature", Feature);
        WishCheck.Name("environment", Environment);
        WishCheck.Tags("tags", Tags);
        foreach (var model in AllowedModels)
        {
            WishCheck.Name("allowedModels", model);
        }

        WishCheck.Limits("limits", Limits);
        WishCheck.End("expiresAt", ExpiresAt, now);
    }
}
