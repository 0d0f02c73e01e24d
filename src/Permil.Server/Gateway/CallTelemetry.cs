using Microsoft.AspNetCore.Http;
using Permil.Server.Telemetry;
using Permil.Usage;

namespace Permil.Server.Gateway;

/// <summary>Tells telemetry what became of calls.</summary>
internal sealed class CallTelemetry(GatewayTelemetry telemetry, TimeProvider clock)
{
    public void Begin() => telemetry.BeginCall();

    public void End() => telemetry.EndCall();

    public void Refused(string code) => telemetry.RecordRefusal(code);

    public void Ended(HttpContext http, Call call, bool hasClientGone)
    {
        var measured = call.Settled?.Event;
        telemetry.Record(
            new FinishedCall
            {
                Id = call.Id,
                Operation = OperationName.Of(call.Request.Kind),
                Provider = call.Upstream?.Provider ?? call.Event.Provider ?? "",
                RequestModel = call.Request.Model,
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
                Outcome =
                    measured is null || measured.Attributes.ContainsKey(Usage.Attribute.Outcome) ? CallOutcome.Failed
                    : measured.UnsettledReason is not null ? CallOutcome.Unsettled
                    : CallOutcome.Settled,
                Reason =
                    measured?.UnsettledReason is null ? null
                    : hasClientGone ? "client_hung_up"
                    : "usage_unknown",
                IsStream = call.Request.IsStream,
                Upstream = call.Upstream?.Name,
                Attempts = call.EarlierAttempts.Count + 1,
            }
        );
    }
}
