using Permil.Access;
using Permil.Budgets;

namespace Permil.Server.Api.Resources;

/// <summary>What is to be different about an account; what is not there stays as it is.</summary>
public sealed record AccountPatch
{
    public AccountTier? Tier { get; init; }

    /// <summary>In the place of all its limits; a limit that is not there is none.</summary>
    public Limits? Limits { get; init; }

    /// <summary>In the place of the limits of all its tenants.</summary>
    public IReadOnlyDictionary<string, Limits>? TenantLimits { get; init; }

    internal Account Apply(Account account) =>
        account with
        {
            Tier = Tier ?? account.Tier,
            Limits = Limits ?? account.Limits,
            TenantLimits = TenantLimits ?? account.TenantLimits,
        };
}
