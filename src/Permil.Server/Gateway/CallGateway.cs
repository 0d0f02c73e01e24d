using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Permil.Access;
using Permil.Allocation;
using Permil.Budgets;
using Permil.Rating;
using Permil.Server.Gateway.Answers;
using Permil.Server.Gateway.Jobs;
using Permil.Server.Gateway.Upstreams;
using Permil.Server.Telemetry;
using Permil.Storage;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>
/// The front door of the providers: every call below <c>/v1</c> is identified, read, admitted, recorded, sent up, passed
/// on and settled, in this order.
/// </summary>
internal sealed class CallGateway : IDisposable
{
    private readonly GatewayOptions _options;
    private readonly Func<KeyRing> _keys;
    private readonly CallAdmission _admission;
    private readonly UsageIntake _intake;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly UpstreamSet _upstreams;
    private readonly UpstreamCalls _upstreamCalls;
    private readonly CallIntake _callIntake;
    private readonly UnmeteredCalls _unmetered;
    private readonly BodyAnswer _bodyAnswer;
    private readonly EventStreamAnswer _eventStreamAnswer;
    private readonly JobAnswer _jobAnswer;
    private readonly GivenUpAnswer _givenUp;
    private readonly CallTelemetry _telemetry;

    public CallGateway(
        GatewayOptions options,
        Func<KeyRing> keys,
        Admission admission,
        AllocationRules rules,
        Rater rater,
        UsageIntake intake,
        SpendGate gate,
        GatewayTelemetry telemetry,
        TimeProvider clock,
        ILogger logger
    )
    {
        _options = options;
        _keys = keys;
        _intake = intake;
        _clock = clock;
        _logger = logger;
        _upstreams = new UpstreamSet(options, rater.Catalog);
        _upstreamCalls = new UpstreamCalls(options);
        _admission = new CallAdmission(admission, rules, rater, _upstreams);
        _callIntake = new CallIntake(options, _upstreams, rater, clock);
        Settlement = new Settlement(intake, rater, options, gate);
        Jobs = new OpenJobs(intake, rater, gate);
        var context = AnswerContext.For(rater.Catalog);
        _bodyAnswer = new BodyAnswer(Settlement, context, options);
        _eventStreamAnswer = new EventStreamAnswer(Settlement, context, options, clock);
        _jobAnswer = new JobAnswer(Jobs, Settlement);
        _givenUp = new GivenUpAnswer(Settlement, context);
        var models = new ModelList(_upstreams, rater.Catalog, clock);
        _unmetered = new UnmeteredCalls(options, _upstreams, _upstreamCalls, Jobs, models, context, clock, logger);
        _telemetry = new CallTelemetry(telemetry, clock);
    }

    public Settlement Settlement { get; }

    /// <summary>Jobs that were started through the gateway and have not ended.</summary>
    public OpenJobs Jobs { get; }

    /// <summary>Answers one call.</summary>
    public async Task Handle(HttpContext http)
    {
        var start = _clock.GetTimestamp();
        var now = _clock.GetUtcNow();
        var id = CallId.Next(now);
        var kind = CallKindOf.Request(http.Request.Method, http.Request.Path.Value ?? "");
        http.Response.Headers[CallerHeaders.RequestId] = id;
        _telemetry.Begin();
        try
        {
            var error = await Handle(http, id, kind, now, start);
            if (error is not null)
            {
                GatewayLog.Refused(_logger, id, error.Code);
                _telemetry.Refused(error.Code);
                await error.Write(http, kind);
            }
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            // The server's own limits: a body that is too large, or comes too slowly.
            var error =
                exception.StatusCode == 413
                    ? GatewayError.TooLarge(_options.MaxBodyBytes)
                    : GatewayError.Invalid(exception.Message) with
                    {
                        Status = exception.StatusCode,
                    };
            _telemetry.Refused(error.Code);
            await error.Write(http, kind);
        }
        catch (Exception exception)
            when (http.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            _telemetry.Refused("client_hung_up");
        }
        finally
        {
            _telemetry.End();
        }
    }

    public void Dispose() => _upstreams.Dispose();

    /// <returns>Why the call is refused; <see langword="null"/>: it was answered.</returns>
    private async Task<GatewayError?> Handle(HttpContext http, string id, CallKind kind, DateTimeOffset now, long start)
    {
        if (CallPath.MayLeave(http.Request.Path))
        {
            return GatewayError.Invalid(
                "path: found a segment '.' or '..' behind an escaped slash, allowed: paths below /v1"
            );
        }

        // :: Step 1: who calls, and what for
        var (caller, error) = CallerIdentification.Identify(http.Request.Headers, _keys(), now);
        if (caller is null)
        {
            return error;
        }

        if (kind == CallKind.Other)
        {
            return await HandleUnmetered(http, id, caller, now);
        }

        // :: Step 2: what is asked
        (var asked, error) = await _callIntake.Read(http, caller, kind);
        if (asked is null)
        {
            return error;
        }

        using (asked)
        {
            // :: Step 3: may it
            using var clock = new CallClock(_options, _clock, http.RequestAborted);
            var admitted = await _admission.Admit(id, caller, asked, now, clock);
            if (admitted.Refusal is { } refusal)
            {
                AnswerHead.AddLimits(http.Response, refusal.Limits);
                return GatewayError.Of(refusal);
            }

            // :: Step 4: it is recorded before it goes up
            var bound = admitted.Bound;
            var call = new Call
            {
                Id = id,
                KeyId = caller.Key.Id,
                Asked = asked,
                Event = admitted.Event,
                Bound = bound,
                Reservation = admitted.Reservation!,
                Intent = _intake.BeginCall(new CallIntent(admitted.Event, bound.ListCost, bound.LikelyCost)),
                Start = start,
            };
            await Handle(http, call, clock);
            return null;
        }
    }

    private async Task Handle(HttpContext http, Call call, CallClock clock)
    {
        try
        {
            if (_options.Durability == CallDurability.Strict)
            {
                await call.Intent.WhenDurable();
            }
            else
            {
                // From here on the call is known after a crash of this process.
                call.Intent.Write();
            }

            await SendAndPassOn(http, call, clock);
        }
        catch (Exception exception)
        {
            GatewayLog.CallFailed(_logger, call.Id, exception);
            if (!call.HasEnded)
            {
                Settlement.Settle(
                    call,
                    call.Asked.Route[0],
                    call.Event with
                    {
                        UnsettledReason = "the gateway failed while the call was under way",
                    }
                );
            }

            if (http.Response.HasStarted)
            {
                http.Abort();
            }
            else if (!clock.HasClientGone)
            {
                http.Response.Headers.Clear();
                http.Response.Headers[CallerHeaders.RequestId] = call.Id;
                await new GatewayError(
                    500,
                    "server_error",
                    "gateway_failed",
                    "the gateway failed; its log says why"
                ).Write(http, call.Request.Kind);
            }
        }
        finally
        {
            _telemetry.Ended(http, call, clock.HasClientGone);
        }
    }

    private async Task SendAndPassOn(HttpContext http, Call call, CallClock clock)
    {
        // :: Step 5: it goes up
        var sent = await _upstreamCalls.Send(
            http.Request,
            call.Asked.Route,
            () => new ReadOnlyMemoryContent(call.Asked.Body),
            canRepeat: true,
            isMetered: true,
            (answer, upstream) => _givenUp.Meter(call, answer, upstream, clock),
            clock
        );
        call.Upstream = sent.Upstream;
        if (sent.Answer is not { } answer)
        {
            await Fail(http, call, sent, clock);
            return;
        }

        // :: Step 6 and 7: the answer is passed on while it is metered, then the call is settled
        using (answer)
        {
            if (call.Request.Kind is CallKind.Batch or CallKind.Video or CallKind.FineTune)
            {
                await _jobAnswer.PassOn(call, answer, sent.Upstream, http, clock);
                return;
            }

            if (IsEventStream(answer))
            {
                await _eventStreamAnswer.PassOn(call, answer, sent.Upstream, http, clock);
            }
            else
            {
                await _bodyAnswer.PassOn(call, answer, sent.Upstream, http, clock);
            }

            _admission.Learn(call);
        }
    }

    /// <summary>There is no answer. What may have been worked on is unsettled, never nothing.</summary>
    private async Task Fail(HttpContext http, Call call, Sent sent, CallClock clock)
    {
        var error = sent.Error!;
        GatewayLog.UpstreamFailed(_logger, call.Id, sent.Upstream.Name, error.Code);
        var settled = Settlement.Settle(
            call,
            sent.Upstream,
            sent.MayHaveReached
                ? call.Event with
                {
                    UnsettledReason = clock.HasClientGone
                        ? "the client hung up before the answer"
                        : "the upstream gave no answer",
                }
                : null
        );
        if (!clock.HasClientGone)
        {
            await settled.WhenKept(_options.Durability);
            await error.Write(http, call.Request.Kind);
        }
    }

    private async Task<GatewayError?> HandleUnmetered(HttpContext http, string id, Caller caller, DateTimeOffset now)
    {
        var admitted = _admission.AdmitUnmetered(http, id, caller, now);
        if (admitted.Refusal is { } refusal)
        {
            AnswerHead.AddLimits(http.Response, refusal.Limits);
            return GatewayError.Of(refusal);
        }

        try
        {
            await _unmetered.Handle(http, id, admitted.Reservation!, caller);
            return null;
        }
        finally
        {
            admitted.Reservation!.Release();
        }
    }

    private static bool IsEventStream(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType is { } type
        && type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
