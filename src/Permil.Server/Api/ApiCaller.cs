using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Permil.Access;
using Permil.Budgets;
using Permil.Rating;

namespace Permil.Server.Api;

/// <summary>Who asks: the admin, or a key, which sees its account, and of that only its tenant when it is bound to one.</summary>
/// <param name="Key"><see langword="null"/>: the admin.</param>
internal sealed record ApiCaller(ApiKey? Key)
{
    public bool IsAdmin => Key is null;

    public static ApiCaller Of(HttpContext context) => context.Features.GetRequiredFeature<ApiCaller>();

    /// <summary>The filters asked for, and those that keep a key to what it may see.</summary>
    /// <exception cref="ApiException">Others' usage is asked for.</exception>
    public IReadOnlyList<UsageFilter> Within(IReadOnlyList<UsageFilter> asked)
    {
        if (Key is not { } key)
        {
            return asked;
        }

        var filters = new List<UsageFilter>(asked);
        Keep(GroupDimension.Account, "account", key.Account);
        if (key.SubAccount is { } tenant)
        {
            Keep(GroupDimension.SubAccount, "subAccount", tenant);
        }

        return filters;

        void Keep(GroupDimension dimension, string name, string value)
        {
            var other = asked
                .Where(filter => filter.Key.Dimension == dimension)
                .SelectMany(filter => filter.Values)
                .FirstOrDefault(one => one != value, value);
            if (other != value)
            {
                throw new ApiException(
                    StatusCodes.Status403Forbidden,
                    "forbidden_scope",
                    $"found {name} '{other}', allowed: this key sees only '{value}'",
                    "filter"
                );
            }

            filters.Add(new UsageFilter(new GroupKey(name, dimension), [value]));
        }
    }

    /// <summary>Whether a budget can hold a call made with the key.</summary>
    public bool CanBeHeldBy(BudgetScope scope) =>
        Key is not { } key
        || (
            (scope.Key is null || scope.Key == key.Id)
            && (scope.Account is null || scope.Account == key.Account)
            && (scope.SubAccount is null || scope.SubAccount == key.SubAccount)
            && (scope.Feature is null || key.Feature is null || scope.Feature == key.Feature)
            && (scope.Environment is null || key.Environment is null || scope.Environment == key.Environment)
            && (scope.Model is null || ModelPattern.Allows(key.AllowedModels, scope.Model))
            && scope.Tags.All(tag => !key.Tags.TryGetValue(tag.Key, out var value) || value == tag.Value)
        );

    /// <summary>Whether what a budget spent is all the caller's to see. A wider one holds its calls too, and tells of others.</summary>
    public bool SeesSpendingOf(BudgetScope scope) =>
        Key is not { } key
        || scope.Key == key.Id
        || (scope.Account == key.Account && (key.SubAccount is null || scope.SubAccount == key.SubAccount));
}
