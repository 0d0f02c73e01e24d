using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Permil.Access;
using Permil.Server.Api.Resources;

namespace Permil.Server.Api;

/// <summary>Accounts over HTTP.</summary>
internal static class AccountsApi
{
    internal static void MapAccounts(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("accounts").WithMetadata(AdminOnly.Mark);
        accounts.MapGet("", List).WithName("listAccounts").WithSummary("All accounts");
        accounts
            .MapPost("", Create)
            .TakesJson<NewAccount>()
            .WithName("createAccount")
            .WithSummary("Make an account; a free one gets its first credit");
        accounts
            .MapPatch("/{id}", Change)
            .TakesJson<AccountPatch>()
            .WithName("changeAccount")
            .WithSummary("Change an account's tier or limits");
    }

    private static Ok<AccountList> List(ApiServices services) =>
        TypedResults.Ok(new AccountList([.. services.Book().Accounts.Select(AccountResource.Of)]));

    private static async Task<Created<AccountResource>> Create(HttpRequest request, ApiServices services)
    {
        var wish = await ApiBody.Read<NewAccount>(request);
        var changed = services.Accounts.Change(book => wish.AddTo(book, services.Clock.GetUtcNow()));
        return TypedResults.Created(
            $"/api/v1/accounts/{Uri.EscapeDataString(wish.Id)}",
            AccountResource.Of(changed.Accounts[^1])
        );
    }

    private static async Task<Ok<AccountResource>> Change(string id, HttpRequest request, ApiServices services)
    {
        var patch = await ApiBody.Read<AccountPatch>(request);
        var changed = services.Accounts.Change(book => AccountChange.Apply(book, id, patch.Apply));
        return TypedResults.Ok(AccountResource.Of(changed.Accounts.First(account => account.Id == id)));
    }
}
