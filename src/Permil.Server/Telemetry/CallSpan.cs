using System.Diagnostics;
using System.Net.Http.Headers;
using Permil.Rating;

namespace Permil.Server.Telemetry;

/// <summary>
/// The span of one call in a trace. The default is no span, and so is every span while nobody listens: then nothing here
/// costs anything.
/// </summary>
public readonly struct CallSpan
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    private static readonly ActivitySource Source = new(GatewayTelemetry.Name);

    private readonly Activity? _activity;

    private CallSpan(Activity activity) => _activity = activity;

    /// <summary>Whether there is a span that somebody listens to.</summary>
    public bool IsStarted => _activity is not null;

    /// <summary>Begins a span beneath the caller's, if the request names it, else a trace of its own.</summary>
    /// <param name="operation">As <see cref="OperationName"/> names it.</param>
    /// <param name="provider">Empty when not chosen yet.</param>
    /// <param name="model">As the request names it.</param>
    /// <param name="traceParent">The request's header of that name, of W3C's trace context.</param>
    /// <param name="traceState">The request's header of that name.</param>
    public static CallSpan Start(
        string operation,
        string provider,
        string model,
        string? traceParent,
        string? traceState
    )
    {
        if (!Source.HasListeners())
        {
            return default;
        }

        // The web server makes an activity of its own for each request. Nobody exports it, so it must not be the parent.
        Activity.Current = null;
        _ = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        var activity = Source.StartActivity(
            NameOf(operation, model),
            ActivityKind.Client,
            parent,
            [new(LabelName.Operation, operation), new(LabelName.Provider, provider), new(LabelName.RequestModel, model)]
        );
        return activity is null ? default : new(activity);
    }

    /// <summary>Tells the upstream which span its work belongs to, in the place of what the caller said.</summary>
    public void WriteTo(HttpRequestHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (_activity is null)
        {
            return;
        }

        headers.Remove(TraceParent);
        headers.Remove(TraceState);
        headers.TryAddWithoutValidation(TraceParent, _activity.Id);
        if (!string.IsNullOrEmpty(_activity.TraceStateString))
        {
            headers.TryAddWithoutValidation(TraceState, _activity.TraceStateString);
        }
    }

    /// <summary>Ends the span with what became of the call. What is null is no attribute.</summary>
    internal void Finish(FinishedCall call, string currency)
    {
        if (_activity is not { } activity)
        {
            return;
        }

        if (activity.IsAllDataRequested)
        {
            activity.DisplayName = NameOf(call.Operation, call.RequestModel);
            SetCall(activity, call);
            SetTokens(activity, call.Tokens);
            SetOutcome(activity, call, currency);
        }

        activity.Dispose();
    }

    private static string NameOf(string operation, string model) =>
        model.Length > 0 ? $"{operation} {model}" : operation;

    private static void SetCall(Activity activity, FinishedCall call)
    {
        activity.SetTag(LabelName.Operation, call.Operation);
        activity.SetTag(LabelName.Provider, call.Provider);
        activity.SetTag(LabelName.RequestModel, call.RequestModel);
        activity.SetTag("gen_ai.response.model", call.ResponseModel);
        activity.SetTag("gen_ai.request.stream", call.IsStream);
        activity.SetTag("gen_ai.response.time_to_first_chunk", call.TimeToFirstChunk?.TotalSeconds);
        activity.SetTag("permil.request.id", call.Id);
        activity.SetTag("permil.key.id", call.KeyId);
        activity.SetTag(LabelName.Account, call.Account);
        activity.SetTag(LabelName.SubAccount, call.SubAccount);
        activity.SetTag("permil.feature", call.Feature);
        activity.SetTag("permil.environment", call.Environment);
        activity.SetTag(LabelName.Upstream, call.Upstream);
        activity.SetTag("permil.upstream.attempts", call.Attempts);
    }

    private static void SetTokens(Activity activity, CallTokens tokens)
    {
        activity.SetTag("gen_ai.usage.input_tokens", tokens.Input);
        activity.SetTag("gen_ai.usage.output_tokens", tokens.Output);
        activity.SetTag("gen_ai.usage.cache_read.input_tokens", tokens.CachedInput);
        activity.SetTag("gen_ai.usage.cache_write.input_tokens", tokens.CacheWrite);
        activity.SetTag("gen_ai.usage.reasoning.output_tokens", tokens.Reasoning);
    }

    private static void SetOutcome(Activity activity, FinishedCall call, string currency)
    {
        activity.SetTag("http.response.status_code", call.HttpStatus);
        activity.SetTag(LabelName.Outcome, CallOutcomeName.Of(call.Outcome));
        activity.SetTag(LabelName.Reason, call.Reason);
        if (call.ListCost is { } cost)
        {
            // As text: attributes have no decimals, and an amount is never rounded.
            activity.SetTag("permil.cost", DecimalText.Of(cost));
            activity.SetTag(LabelName.Currency, currency);
        }

        var error = GatewayTelemetry.ErrorTypeOf(call);
        if (error.Length > 0)
        {
            activity.SetTag(LabelName.ErrorType, error);
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
