using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Permil.Storage;

namespace Permil.Server.Api;

/// <summary>The doors by which programs hand in what they used.</summary>
internal static class UsageApi
{
    private const string RetryAfterSeconds = "5";

    /// <summary>
    /// Maps <c>POST /api/v1/usage</c> and <c>POST /v1/traces</c>. Who may call them is for the caller of this to decide.
    /// </summary>
    public static void MapUsage(this IEndpointRouteBuilder routes, UsageIntake intake, UsageApiOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(intake);
        options ??= new UsageApiOptions();
        routes
            .MapPost("/api/v1/usage", context => TakeUsage(context, intake, options))
            .WithName("TakeUsage")
            .WithSummary("Takes usage events in: Permil's own or CloudEvents, one, a list, or one a line.");
        routes
            .MapPost("/v1/traces", context => TraceApi.TakeTraces(context, intake, options))
            .WithName("TakeTraces")
            .WithSummary("Takes OpenTelemetry spans in (OTLP/HTTP); those of GenAI calls become usage events.");
    }

    private static async Task TakeUsage(HttpContext context, UsageIntake intake, UsageApiOptions options)
    {
        using var request = new UsageRequest(context.Request, intake, options);
        var (status, error) = await Read(context, request);
        var answer = request.Answer(error);
        if (status == StatusCodes.Status200OK && answer.Accepted == 0)
        {
            status = StatusCodes.Status400BadRequest;
            answer = answer with { Error = answer.Rejected == 0 ? "the body has no event" : "no event could be taken" };
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    private static async Task<(int Status, string? Error)> Read(HttpContext context, UsageRequest request)
    {
        try
        {
            await request.Read(context.RequestAborted);
            return (StatusCodes.Status200OK, null);
        }
        catch (BodyException exception)
        {
            return (exception.Status, exception.Message);
        }
        catch (Exception exception) when (exception is StoreFailedException or JournalFailedException)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return (StatusCodes.Status503ServiceUnavailable, "events cannot be stored at the moment; try again");
        }
    }
}
