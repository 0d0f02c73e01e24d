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
        _admission = new CallAdmission(admission, rules, rater);
        _callIntake = new CallIntake(options, _upstreams, rater, clock);
        Settlement = new Settlement(intake, rater, options, gate);
        _telemetry = new CallTelemetry(telemetry, clock);
        var context = AnswerContext.For(rater.Catalog);
        Jobs = new OpenJobs(intake, rater, Settlement, gate, _upstreams, context, _telemetry.JobEnded);
        _bodyAnswer = new BodyAnswer(Settlement, context, options);
        _eventStreamAnswer = new EventStreamAnswer(Settlement, context, options, clock);
        _jobAnswer = new JobAnswer(Jobs, Settlement);
        _givenUp = new GivenUpAnswer(Settlement, context);
        var models = new ModelList(_upstreams, rater.Catalog, clock);
        _unmetered = new UnmeteredCalls(options, _upstreamCalls, Jobs, models, context, _telemetry, clock, logger);
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
                _telemetry.Refused(error, id, kind);
                await error.Write(http, kind);
            }
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            // The web server's own limits: a body that comes too slowly, or is none.
            var error = GatewayError.OfBody(exception);
            _telemetry.Refused(error.Code);
            await error.Write(http, kind);
        }
        catch (Exception exception)
            when (http.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            _telemetry.Refused("client_hung_up");
        }
        catch (Exception exception)
        {
            // The edge of the gateway: what went wrong inside is for the log, the caller gets an error he can read.
            var error = GatewayError.Of(exception);
            GatewayLog.CallFailed(_logger, id, exception);
            _telemetry.Refused(error.Code);
            await error.WriteInstead(http, id, kind);
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

        (var chosen, error) = kind is CallKind.Other or CallKind.Batch
            ? ChosenUpstream.Of(http.Request.Headers, _upstreams)
            : (_upstreams.First, null);
        if (chosen is null)
        {
            return error;
        }

        if (kind == CallKind.Other)
        {
            return await HandleUnmetered(http, id, caller, chosen, now);
        }

        // :: Step 2: what is asked
        (var asked, error) = await _callIntake.Read(http, caller, kind, chosen);
        if (asked is null)
        {
            return error;
        }

        using (asked)
        {
            // :: Step 3: may it
            using var clock = new CallClock(_options, _clock, http.RequestAborted);
            CallAdmission.Outcome admitted;
            try
            {
                admitted = await _admission.Admit(id, caller, asked, now, clock);
            }
            catch (OperationCanceledException) when (clock.Token.IsCancellationRequested && !clock.HasClientGone)
            {
                // The input of a batch did not come in time.
                return clock.TimedOut;
            }

            if (admitted.Error is not null)
            {
                return admitted.Error with { Call = admitted.Event };
            }

            if (admitted.Refusal is { } refusal)
            {
                AnswerHead.AddLimits(http.Response, refusal.Limits);
                return GatewayError.Of(refusal) with { Call = admitted.Event };
            }

            // :: Step 4: it is recorded before it goes up
            var call = Begin(id, caller, asked, admitted, start);
            call.Span = CallTelemetry.Span(http, call);
            await Handle(http, call, clock);
            return null;
        }
    }

    private Call Begin(string id, Caller caller, AskedCall asked, CallAdmission.Outcome admitted, long start)
    {
        var bound = admitted.Bound;
        try
        {
            return new Call
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
        }
        catch
        {
            admitted.Reservation!.Release();
            throw;
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
        catch (Exception exception) when (call.HasEnded && IsCallersEnd(exception, clock))
        {
            GatewayLog.CallerGone(_logger, call.Id);
            http.Abort();
        }
        catch (Exception exception)
        {
            GatewayLog.CallFailed(_logger, call.Id, exception);
            SettleFailed(call);
            if (!clock.HasClientGone)
            {
                await GatewayError.Of(exception).WriteInstead(http, call.Id, call.Request.Kind);
            }
        }
        finally
        {
            _telemetry.Ended(http, call, clock.HasClientGone);
        }
    }

    /// <summary>The answer was there and the caller did not take it, or not in time: nothing in the gateway failed.</summary>
    private static bool IsCallersEnd(Exception exception, CallClock clock) =>
        exception is OperationCanceledException && clock.Token.IsCancellationRequested
        || exception is IOException && clock.HasClientGone;

    private void SettleFailed(Call call)
    {
        if (call.HasEnded)
        {
            return;
        }

        try
        {
            Settlement.Settle(
                call,
                call.Upstream ?? call.Asked.Route[0],
                call.Event with
                {
                    UnsettledReason = "the gateway failed while the call was under way",
                }
            );
        }
        catch (Exception exception)
        {
            // Its intent is recorded, so the next start ends it; what is held must not be held for ever.
            GatewayLog.NotRecorded(_logger, call.Id, exception);
            call.Reservation.Release();
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
            clock,
            call.Span
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

    private async Task<GatewayError?> HandleUnmetered(
        HttpContext http,
        string id,
        Caller caller,
        Upstream chosen,
        DateTimeOffset now
    )
    {
        var admitted = _admission.AdmitUnmetered(http, id, caller, chosen, now);
        if (admitted.Refusal is { } refusal)
        {
            AnswerHead.AddLimits(http.Response, refusal.Limits);
            return GatewayError.Of(refusal) with { Call = admitted.Event };
        }

        try
        {
            return await _unmetered.Handle(http, id, admitted.Reservation!, caller, chosen);
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
