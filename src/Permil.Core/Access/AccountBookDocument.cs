using Permil.Billing;
using Permil.Budgets;

namespace Permil.Access;

/// <summary>An account book as it is written.</summary>
internal sealed record AccountBookDocument
{
    /// <summary>The version that this program writes, and the newest it reads.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public string? AdminTokenHash { get; init; }

    public IReadOnlyList<Account> Accounts { get; init; } = [];

    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    public IReadOnlyList<Credit> Credits { get; init; } = [];

    public static AccountBookDocument Of(AccountBook book) =>
        new()
        {
            Version = CurrentVersion,
            AdminTokenHash = book.AdminTokenHash,
            Accounts = book.Accounts,
            Keys = book.Keys,
            Budgets = book.Budgets,
            Credits = book.Credits,
        };

    public AccountBook ToBook() =>
        new()
        {
            AdminTokenHash = AdminTokenHash,
            Accounts = Accounts,
            Keys = Keys,
            Budgets = Budgets,
            Credits = Credits,
        };
}
