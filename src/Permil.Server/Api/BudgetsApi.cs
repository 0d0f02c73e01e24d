using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Permil.Budgets;
using Permil.Server.Api.Resources;

namespace Permil.Server.Api;

/// <summary>Budgets over HTTP.</summary>
internal static class BudgetsApi
{
    internal static void MapBudgets(this RouteGroupBuilder api)
    {
        var budgets = api.MapGroup("/budgets").WithTags("budgets");
        budgets
            .MapGet("", List)
            .WithName("listBudgets")
            .WithSummary("Budgets and where they stand; a key gets those that can hold its calls")
            .WithDescription(
                "Of a budget that also holds others' calls a key does not get what was spent, reserved and remains."
            );
        budgets
            .MapPut("", Set)
            .TakesJson<NewBudget>()
            .WithMetadata(AdminOnly.Mark)
            .WithName("setBudget")
            .WithSummary("Set a budget; one of the same scope and period is replaced");
        budgets
            .MapDelete("/{id}", Remove)
            .WithMetadata(AdminOnly.Mark)
            .WithName("removeBudget")
            .WithSummary("Remove a budget: it holds nothing any more");
    }

    private static Ok<BudgetList> List(HttpContext context, ApiServices services)
    {
        var caller = ApiCaller.Of(context);
        return TypedResults.Ok(
            new BudgetList(
                services.Rater.Catalog.Currency,
                [
                    .. services
                        .Admission.Budgets.Where(standing => caller.CanBeHeldBy(standing.Budget.Scope))
                        .Select(standing =>
                            caller.SeesSpendingOf(standing.Budget.Scope)
                                ? BudgetResource.Of(standing)
                                : BudgetResource.Of(standing.Budget)
                        ),
                ]
            )
        );
    }

    private static async Task<Ok<BudgetResource>> Set(HttpRequest request, ApiServices services)
    {
        var wish = await ApiBody.Read<NewBudget>(request);
        Budget set = null!;
        services.Accounts.Change(book =>
        {
            (var changed, set) = wish.AddTo(book, services.Clock.GetUtcNow());
            return changed;
        });
        return TypedResults.Ok(BudgetResource.Of(set));
    }

    private static NoContent Remove(string id, ApiServices services)
    {
        services.Accounts.Change(book => NewBudget.Remove(book, id));
        return TypedResults.NoContent();
    }
}
