using Permil.Access;
using Permil.Budgets;

namespace Permil.Server.Api.Resources;

/// <summary>An account as it is shown.</summary>
public sealed record AccountResource
{
    public required string Id { get; init; }

    public required AccountTier Tier { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The limits that hold for all its keys together: its own, and those of its tier where it has none.</summary>
    public required Limits Limits { get; init; }

    /// <summary>The limits of each tenant's keys together, by the tenant's name.</summary>
    public required IReadOnlyDictionary<string, Limits> TenantLimits { get; init; }

    public static AccountResource Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new()
        {
            Id = account.Id,
            Tier = account.Tier,
            CreatedAt = account.CreatedAt,
            Limits = LimitDefaults.Of(account),
            TenantLimits = account.TenantLimits,
        };
    }
}
