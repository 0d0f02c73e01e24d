using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Permil.Storage;

namespace Permil.Server.Api;

/// <summary>OpenTelemetry spans over HTTP: those of GenAI calls become usage events, the others are taken and left.</summary>
internal static class TraceApi
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";
    private const string RetryAfterSeconds = "5";

    // Codes of google.rpc.Status.
    private const int InvalidArgument = 3;
    private const int Unavailable = 14;

    public static async Task TakeTraces(HttpContext context, UsageIntake intake, UsageApiOptions options)
    {
        var type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        try
        {
            var spans = await ReadSpans(context.Request, type, options, context.RequestAborted);
            var rejected = await Append(spans, context, intake, options);
            await Answer(context, type, rejected, spans.Reason);
        }
        catch (BodyException exception)
        {
            await Refuse(context, type, exception.Status, InvalidArgument, exception.Message);
        }
        catch (Exception exception) when (exception is StoreFailedException or JournalFailedException)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            const string Reason = "spans cannot be stored at the moment; try again";
            await Refuse(context, type, StatusCodes.Status503ServiceUnavailable, Unavailable, Reason);
        }
    }

    /// <returns>How many spans were not taken.</returns>
    private static async Task<long> Append(
        SpanEvents spans,
        HttpContext context,
        UsageIntake intake,
        UsageApiOptions options
    )
    {
        using var batch = new UsageBatch(options.OwnerOf(context));
        for (var place = 0; place < spans.Events.Count; place++)
        {
            spans.AddTo(batch, place);
            if (batch.Count > 0 && (batch.IsFull || place == spans.Events.Count - 1))
            {
                await intake.AppendAsync(batch, context.RequestAborted);
                options.OnAccepted(batch);
                batch.Clear();
            }
        }

        return spans.Rejected;
    }

    private static async Task<SpanEvents> ReadSpans(
        HttpRequest request,
        string type,
        UsageApiOptions options,
        CancellationToken cancellationToken
    )
    {
        if (type is not (Protobuf or Json))
        {
            throw new BodyException(
                StatusCodes.Status415UnsupportedMediaType,
                $"content-type: found '{type}', allowed: {Json}, {Protobuf}"
            );
        }

        await using var body = RequestBody.Open(request, options.MaxBodyBytes);
        var bytes = await body.ReadAll(cancellationToken);
        try
        {
            return SpanEvents.Read(type == Protobuf ? TraceProtobuf.ToJson(bytes) : bytes, options.CachedInsideInput);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new BodyException(
                StatusCodes.Status400BadRequest,
                $"the body is no OTLP: {exception.Message}",
                exception
            );
        }
    }

    private static async Task Answer(HttpContext context, string type, long rejected, string? reason)
    {
        context.Response.ContentType = type;
        if (type == Protobuf)
        {
            await context.Response.Body.WriteAsync(TraceProtobuf.Answer(rejected, reason), context.RequestAborted);
            return;
        }

        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        if (rejected > 0)
        {
            json.WriteStartObject("partialSuccess");
            json.WriteString("rejectedSpans", rejected.ToString(CultureInfo.InvariantCulture));
            json.WriteString("errorMessage", reason);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static async Task Refuse(HttpContext context, string type, int status, int code, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type == Protobuf ? Protobuf : Json;
        if (type == Protobuf)
        {
            await context.Response.Body.WriteAsync(TraceProtobuf.Status(code, reason), context.RequestAborted);
            return;
        }

        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("code", code);
        json.WriteString("message", reason);
        json.WriteEndObject();
    }
}
