using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Permil.Access;
using Permil.Billing;
using Permil.Server.Api.Resources;

namespace Permil.Server.Api;

/// <summary>Credits over HTTP.</summary>
internal static class CreditsApi
{
    internal static void MapCredits(this RouteGroupBuilder api)
    {
        var credits = api.MapGroup("/credits").WithTags("credits").WithMetadata(AdminOnly.Mark);
        credits.MapGet("", List).WithName("listCredits").WithSummary("Credits and what was used of them");
        credits
            .MapPost("", Grant)
            .TakesJson<NewCredit>()
            .WithName("grantCredit")
            .WithSummary("Give an account credit; by priority, then what expires first is used first");
        credits
            .MapDelete("/{id}", Revoke)
            .WithName("revokeCredit")
            .WithSummary("End a credit now; what was used of it stays used");
    }

    private static Ok<CreditList> List(ApiServices services) =>
        TypedResults.Ok(
            new CreditList(services.Rater.Catalog.Currency, [.. services.Admission.Credits.Select(CreditResource.Of)])
        );

    private static async Task<Created<CreditResource>> Grant(HttpRequest request, ApiServices services)
    {
        var wish = await ApiBody.Read<NewCredit>(request);
        var granted = Changed(services, book => wish.AddTo(book, services.Clock.GetUtcNow()));
        return TypedResults.Created($"/api/v1/credits/{granted.Id}", CreditResource.Of(granted));
    }

    private static Ok<CreditResource> Revoke(string id, ApiServices services) =>
        TypedResults.Ok(
            CreditResource.Of(Changed(services, book => NewCredit.Revoke(book, id, services.Clock.GetUtcNow())))
        );

    private static Credit Changed(ApiServices services, Func<AccountBook, (AccountBook Book, Credit Credit)> change)
    {
        Credit changed = null!;
        services.Accounts.Change(book =>
        {
            (var next, changed) = change(book);
            return next;
        });
        return changed;
    }
}
