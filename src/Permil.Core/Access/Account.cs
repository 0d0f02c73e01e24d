using Permil.Budgets;

namespace Permil.Access;

/// <summary>A billing account: who is invoiced. Keys belong to one.</summary>
public sealed record Account
{
    public required string Id { get; init; }

    /// <summary>Whether calls are refused when no credit is left.</summary>
    public required AccountTier Tier { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What all its keys may do together.</summary>
    public Limits Limits { get; init; } = Limits.None;

    /// <summary>What all keys of one tenant (sub-account) may do together, by the tenant's name.</summary>
    public IReadOnlyDictionary<string, Limits> TenantLimits { get; init; } =
        new Dictionary<string, Limits>(StringComparer.Ordinal);
}
