using Permil.Billing;
using Permil.Budgets;

namespace Permil.Access;

/// <summary>Who may call and what they may spend: accounts, keys, budgets and credits as they stand at one moment.</summary>
public sealed record AccountBook
{
    public static readonly AccountBook Empty = new();

    public IReadOnlyList<Account> Accounts { get; init; } = [];

    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    public IReadOnlyList<Credit> Credits { get; init; } = [];

    /// <summary>SHA-256 of the admin token, hexadecimal; <see langword="null"/> before the first start of a server.</summary>
    public string? AdminTokenHash { get; init; }
}
