using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Permil.Rating;
using Permil.Storage.Reports;

namespace Permil.Server.Api;

/// <summary>Reports over HTTP, as <c>permil report --format json</c> writes them.</summary>
internal static class ReportsApi
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void MapReports(this RouteGroupBuilder api)
    {
        // A report takes every processor it gets; calls go before it.
        var turns = new SemaphoreSlim(Math.Max(1, Environment.ProcessorCount / 2));
        api.MapGet(
                "/reports",
                (
                    HttpContext context,
                    ApiServices services,
                    [AsParameters] ReportQuery query,
                    [FromQuery, Description("What to group by, with commas: " + GroupKey.Allowed)] string[]? by,
                    [FromQuery, Description("previous: beside the stretch of the same length just before")]
                        string? compare
                ) => Report(context, services, query, by, compare, turns)
            )
            .WithTags("reports")
            .WithName("report")
            .WithSummary("What stored usage cost, by any dimension")
            .WithDescription(
                "By model where 'by' is not given. A key sees its account, and only its tenant when it is bound to one; asking for another is refused."
            )
            .AddOpenApiOperationTransformer(ReportSchema.Describe);
    }

    private static async Task<PushStreamHttpResult> Report(
        HttpContext context,
        ApiServices services,
        ReportQuery query,
        string[]? by,
        string? compare,
        SemaphoreSlim turns
    )
    {
        ReportQuery.CheckNames(context, "by", "compare");
        var caller = ApiCaller.Of(context);
        if (compare is not (null or "" or "previous"))
        {
            throw ReportQuery.Invalid("compare", $"found '{compare}', allowed: previous");
        }

        var question = new ReportQuestion(
            ReportQuery.Parsed("by", () => GroupKey.ParseAll(by is { Length: > 0 } ? by : ["model"])),
            query.SelectionFor(caller),
            compare is "previous"
        );
        if (question is { IsCompared: true, Selection: not { From: not null, To: not null } } && !caller.IsAdmin)
        {
            // The period that would be taken is that of everyone's usage.
            throw ReportQuery.Invalid("compare", "give 'from' and 'to'");
        }

        await services.CatchUp(context.RequestAborted);
        await turns.WaitAsync(context.RequestAborted);
        UsageReport report;
        try
        {
            report = UsageReport.Of(
                services.Store,
                services.Rater,
                services.Rules,
                question,
                services.ReportTerms?.Invoke()
            );
        }
        catch (ReportQuestionException exception)
        {
            throw ReportQuery.Invalid("compare", exception.Message);
        }
        finally
        {
            turns.Release();
        }

        // What is told of the whole store is not for a key.
        var shown = caller.IsAdmin ? report : report with { Stored = null, Conflicts = 0 };
        return TypedResults.Stream(body => Write(body, shown, context.RequestAborted), "application/json");
    }

    private static async Task Write(Stream body, UsageReport report, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        ReportJson.Write(json, report);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }
}
