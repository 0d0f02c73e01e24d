using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Permil.Server.Api.Resources;

namespace Permil.Server.Api;

/// <summary>Who asks, over HTTP.</summary>
internal static class MeApi
{
    internal static void MapMe(this RouteGroupBuilder api) =>
        api.MapGet("/me", Tell)
            .WithTags("me")
            .WithName("me")
            .WithSummary("Which key or admin token this is, and which limits hold for it");

    private static Ok<Me> Tell(HttpContext context, ApiServices services)
    {
        if (ApiCaller.Of(context).Key is not { } key)
        {
            return TypedResults.Ok(new Me(IsAdmin: true, Key: null, Account: null));
        }

        var account = services.Book().Accounts.First(account => account.Id == key.Account);
        if (key.SubAccount is { } tenant)
        {
            account = account with
            {
                TenantLimits = account
                    .TenantLimits.Where(limits => limits.Key == tenant)
                    .ToDictionary(StringComparer.Ordinal),
            };
        }

        return TypedResults.Ok(
            new Me(IsAdmin: false, KeyResource.Of(key, services.Clock.GetUtcNow()), AccountResource.Of(account))
        );
    }
}
