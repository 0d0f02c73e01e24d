using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Permil.Server.Api.Resources;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Server.Api;

/// <summary>Usage that is not known, over HTTP.</summary>
internal static class UnsettledApi
{
    private const int DefaultCount = 100;
    private const int MaxCount = 10_000;

    internal static void MapUnsettled(this RouteGroupBuilder api) =>
        api.MapGet("/unsettled", List)
            .WithTags("reports")
            .WithName("listUnsettled")
            .WithSummary("Calls whose usage is not known, newest first, with what they were settled at");

    private static async Task<Ok<UnsettledList>> List(
        HttpContext context,
        ApiServices services,
        [AsParameters] ReportQuery query,
        [FromQuery, Description("How many at most, 1 to 10000; 100 where it is not given")] string? limit
    )
    {
        ReportQuery.CheckNames(context, "limit");
        var count = DefaultCount;
        if (
            !string.IsNullOrEmpty(limit)
            && !(
                int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count)
                && count is > 0 and <= MaxCount
            )
        )
        {
            throw ReportQuery.Invalid("limit", $"found '{limit}', allowed: 1 to {MaxCount}");
        }

        var selection = query.SelectionFor(ApiCaller.Of(context));
        await services.CatchUp(context.RequestAborted);
        var found = StoredUnsettled.List(services.Store, services.Rater, services.Rules, selection, count + 1);
        return TypedResults.Ok(new UnsettledList([.. found.Take(count)], IsComplete: found.Count <= count));
    }
}
