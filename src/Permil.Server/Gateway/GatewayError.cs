using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Permil.Access;
using Permil.Budgets;
using Permil.Storage;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>Why a call got no answer of an upstream, told in the shape of OpenAI's errors.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">OpenAI's class of error.</param>
/// <param name="Code">Which rule.</param>
/// <param name="Message">What was found and what is allowed.</param>
/// <param name="Param">The field of the request, where it is one.</param>
/// <param name="RetryAfter">When to try again; <see langword="null"/>: not by waiting.</param>
internal sealed record GatewayError(
    int Status,
    string Type,
    string Code,
    string Message,
    string? Param = null,
    TimeSpan? RetryAfter = null
)
{
    /// <summary>The call that was refused, as far as it was known; for counting whose it was.</summary>
    public UsageEvent? Call { get; init; }

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static GatewayError NoKey { get; } =
        new(401, "invalid_request_error", "missing_api_key", "no key: send 'Authorization: Bearer KEY'");

    /// <summary>Something went wrong inside. What cannot be recorded is not sent up.</summary>
    public static GatewayError Of(Exception exception) =>
        exception is StoreFailedException or JournalFailedException
            ? new(503, "server_error", "store_failed", "calls cannot be recorded; the gateway's log says why")
            : new(500, "server_error", "gateway_failed", "the gateway failed; its log says why");

    public static GatewayError Invalid(string message, string? param = null) =>
        new(400, "invalid_request_error", "invalid_request", message, param);

    public static GatewayError NotFound(string message) => new(404, "invalid_request_error", "not_found", message);

    public static GatewayError TooLarge(long allowed) =>
        new(
            413,
            "invalid_request_error",
            "request_too_large",
            $"the body is larger than the {allowed} bytes that are allowed"
        );

    public static GatewayError ModelNotAllowed(string model, ApiKey key) =>
        new(
            403,
            "permission_denied",
            "model_not_allowed",
            $"model: found '{model}', allowed with this key: {string.Join(", ", key.AllowedModels)}",
            "model"
        );

    /// <summary>Why a body could not be read: it is too large or comes too slowly for the server, or it broke off.</summary>
    public static GatewayError OfBody(Exception exception) =>
        exception is BadHttpRequestException bad
            ? new(
                bad.StatusCode,
                "invalid_request_error",
                bad.StatusCode switch
                {
                    413 => "request_too_large",
                    408 => "request_timeout",
                    _ => "invalid_request",
                },
                bad.Message
            )
            : Invalid("the request's body broke off");

    public static GatewayError Of(Refusal refusal) =>
        refusal.Reason switch
        {
            RefusalReason.BudgetExceeded => new(
                402,
                "insufficient_quota",
                "budget_exceeded",
                refusal.Message,
                RetryAfter: refusal.RetryAfter
            ),
            RefusalReason.CreditExhausted => new(
                402,
                "insufficient_quota",
                "credit_exhausted",
                refusal.Message,
                RetryAfter: refusal.RetryAfter
            ),
            RefusalReason.Unpriced => new(403, "permission_denied", "model_unpriced", refusal.Message, "model"),
            RefusalReason.Unbounded => new(403, "permission_denied", "cost_unbounded", refusal.Message),
            _ => new(429, LimitType(refusal.Reason), "rate_limit_exceeded", refusal.Message, null, refusal.RetryAfter),
        };

    /// <summary>Answers with the error; nothing may have been sent before.</summary>
    public Task Write(HttpContext context, CallKind kind)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json";
        if (RetryAfter is { } wait)
        {
            var seconds = (long)Math.Ceiling(wait.TotalSeconds);
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Status is StatusCodes.Status413PayloadTooLarge && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // The rest of the body is thrown away: who still sends it may stop.
            response.Headers.Connection = "close";
        }

        if (Status is 402)
        {
            // Clients that retry by themselves would only be refused again.
            response.Headers["x-should-retry"] = "false";
        }

        var body = Body(kind);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>
    /// Answers with the error in the place of an answer whose head was being written. One that has begun is broken off: the
    /// caller must see that it is no whole answer.
    /// </summary>
    public async Task WriteInstead(HttpContext http, string id, CallKind kind)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Headers.Clear();
        http.Response.Headers[CallerHeaders.RequestId] = id;
        await Write(http, kind);
    }

    private ReadOnlyMemory<byte> Body(CallKind kind)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        if (kind == CallKind.Message)
        {
            // Anthropic's clients look for it.
            json.WriteString("type", "error");
        }

        json.WriteStartObject("error");
        json.WriteString("message", Message);
        json.WriteString("type", Type);
        json.WriteString("param", Param);
        json.WriteString("code", Code);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static string LimitType(RefusalReason reason) =>
        reason switch
        {
            RefusalReason.InputTokensPerMinute or RefusalReason.OutputTokensPerMinute or RefusalReason.BatchTokens =>
                "tokens",
            _ => "requests",
        };
}
