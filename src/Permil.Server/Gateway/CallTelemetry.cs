using System.Globalization;
using Microsoft.AspNetCore.Http;
using Permil.Server.Gateway.Jobs;
using Permil.Server.Telemetry;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>Tells telemetry what became of calls.</summary>
internal sealed class CallTelemetry(GatewayTelemetry telemetry, TimeProvider clock)
{
    public void Begin() => telemetry.BeginCall();

    public void End() => telemetry.EndCall();

    public void Refused(string code) => telemetry.RecordRefusal(code);

    /// <summary>Counts a refusal, by whose it was where that is known.</summary>
    public void Refused(GatewayError error, string id, CallKind kind)
    {
        if (error.Call is not { } call)
        {
            Refused(error.Code);
            return;
        }

        telemetry.Record(
            new FinishedCall
            {
                Id = id,
                Operation = OperationName.Of(kind),
                Provider = call.Provider ?? "",
                RequestModel = call.Model,
                Account = call.Account,
                SubAccount = call.SubAccount,
                Feature = call.Feature,
                Environment = call.Environment,
                KeyId = call.Tags.GetValueOrDefault(GatewayUsage.KeyTag, ""),
                StartedAt = call.Time,
                Duration = TimeSpan.Zero,
                HttpStatus = error.Status,
                Outcome = CallOutcome.Refused,
                Reason = error.Code,
                Attempts = 0,
            }
        );
    }

    /// <summary>Begins the span of an admitted call, beneath the caller's.</summary>
    public static CallSpan Span(HttpContext http, Call call)
    {
        var headers = http.Request.Headers;
        return CallSpan.Start(
            OperationName.Of(call.Request.Kind),
            call.Event.Provider ?? "",
            call.Request.Model,
            headers.TraceParent,
            headers.TraceState
        );
    }

    public void Ended(HttpContext http, Call call, bool hasClientGone)
    {
        var measured = call.Settled?.Event;
        telemetry.Record(
            new FinishedCall
            {
                Id = call.Id,
                Operation = OperationName.Of(call.Request.Kind),
                Provider = call.Upstream?.Provider ?? call.Event.Provider ?? "",
                RequestModel = call.IsJob ? call.Event.Model : call.Request.Model,
                ResponseModel = measured?.Model,
                Account = call.Event.Account,
                SubAccount = call.Event.SubAccount,
                Feature = call.Event.Feature,
                Environment = call.Event.Environment,
                KeyId = call.KeyId,
                StartedAt = call.Event.Time,
                Duration = clock.GetElapsedTime(call.Start),
                TimeToFirstChunk = call.FirstChunk is { } first ? clock.GetElapsedTime(call.Start, first) : null,
                Tokens = measured is null ? default : CallTokens.Of(measured),
                ListCost = call.Settled?.Cost,
                HttpStatus = http.Response.StatusCode,
                Outcome = OutcomeOf(call, measured),
                Reason =
                    measured?.UnsettledReason is null ? null
                    : hasClientGone ? "client_hung_up"
                    : "usage_unknown",
                IsStream = call.Request.IsStream,
                Upstream = call.Upstream?.Name,
                Attempts = call.EarlierAttempts.Count + 1,
            },
            call.Span
        );
    }

    /// <summary>A job ended, which an earlier call had started.</summary>
    public void JobEnded(OpenJob job, JobBill bill)
    {
        var call = job.Intent.Call;
        var tokens = bill.Events.Select(CallTokens.Of).ToList();
        telemetry.RecordJob(
            new FinishedCall
            {
                Operation = OperationName.Of(job.Kind),
                Provider = job.Upstream.Provider,
                RequestModel = call.Model,
                Account = call.Account,
                SubAccount = call.SubAccount,
                StartedAt = call.Time,
                Duration = clock.GetUtcNow() - call.Time,
                Tokens = new CallTokens(
                    tokens.Sum(one => one.Input),
                    tokens.Sum(one => one.Output),
                    tokens.Sum(one => one.CachedInput),
                    tokens.Sum(one => one.CacheWrite),
                    tokens.Sum(one => one.Reasoning)
                ),
                ListCost = bill.IsSettled ? bill.ListCost : null,
                HttpStatus = StatusCodes.Status200OK,
                Outcome =
                    !bill.IsSettled ? CallOutcome.Unsettled
                    : bill.Events.All(one => one.Attributes.ContainsKey(Usage.Attribute.Outcome)) ? CallOutcome.Failed
                    : CallOutcome.Settled,
                Reason = bill.IsSettled ? null : "usage_unknown",
                Upstream = job.Upstream.Name,
            }
        );
    }

    /// <summary>A call without usage of its own was passed on.</summary>
    public void Unmetered(string upstream, int status) =>
        telemetry.RecordUnmetered(upstream, string.Create(CultureInfo.InvariantCulture, $"{status / 100}xx"));

    private static CallOutcome OutcomeOf(Call call, UsageEvent? measured) =>
        measured is null
            ? call.IsJob
                ? CallOutcome.Started
                : CallOutcome.Failed
            : measured.Attributes.ContainsKey(Usage.Attribute.Outcome)
                ? CallOutcome.Failed
                : measured.UnsettledReason is not null
                    ? CallOutcome.Unsettled
                    : CallOutcome.Settled;
}
