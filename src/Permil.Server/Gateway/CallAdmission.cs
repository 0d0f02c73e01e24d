using Microsoft.AspNetCore.Http;
using Permil.Access;
using Permil.Allocation;
using Permil.Budgets;
using Permil.Rating;
using Permil.Server.Gateway.Upstreams;
using Permil.Server.Telemetry;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>Third stage: whether limits, budgets and credits allow the call, held against the most it can cost.</summary>
internal sealed class CallAdmission
{
    private readonly Admission _admission;
    private readonly AllocationRules _rules;
    private readonly Rater _rater;
    private readonly MeasuredTraffic _traffic = new();
    private readonly CallBounds _bounds;

    public CallAdmission(Admission admission, AllocationRules rules, Rater rater)
    {
        _admission = admission;
        _rules = rules;
        _rater = rater;
        _bounds = new CallBounds(rater, _traffic);
    }

    /// <param name="Event">The event the call will be, still without usage.</param>
    /// <param name="Bound">The most it can cost.</param>
    /// <param name="Reservation">What is held for it.</param>
    /// <param name="Refusal">Why it is not made.</param>
    /// <param name="Error">Why it may not be made, whatever it costs.</param>
    internal readonly record struct Outcome(
        UsageEvent Event,
        CallBound Bound,
        Reservation? Reservation,
        Refusal? Refusal,
        GatewayError? Error = null
    );

    public async Task<Outcome> Admit(string id, Caller caller, AskedCall asked, DateTimeOffset now, CallClock clock)
    {
        var usageEvent = EventOf(id, caller, asked.Route[0].Provider, asked.Request.Model, now);
        if (asked.Request.Kind == CallKind.Batch)
        {
            var batch = await BatchInput.Read(asked, caller.Key, _bounds, usageEvent, clock);
            if (NotAllowed(batch, caller.Key) is { } error)
            {
                return new Outcome(usageEvent, batch.Bound, null, null, error);
            }

            usageEvent = usageEvent with { Mode = Mode.Batch, Model = batch.Model };
            var taken = _admission.AdmitBatch(ScopeOf(caller, usageEvent), batch.Bound, batch.Tokens);
            return new Outcome(usageEvent, batch.Bound, taken.Reservation, taken.Refusal);
        }

        var bound = BoundOf(asked, usageEvent);
        var admitted = _admission.Admit(ScopeOf(caller, usageEvent), bound);
        return new Outcome(usageEvent, bound, admitted.Reservation, admitted.Refusal);
    }

    /// <summary>
    /// Admits a call that has no usage of its own. One that could start something that costs, unknown to the gateway, is
    /// held to cost an unknown amount: where a blocking budget applies it is refused.
    /// </summary>
    public Outcome AdmitUnmetered(HttpContext http, string id, Caller caller, Upstream upstream, DateTimeOffset now)
    {
        var usageEvent = EventOf(id, caller, upstream.Provider, "", now);
        var path = UpstreamRequest.PathBelowV1(http.Request);
        var bound = UnmeteredPaths.IsFree(http.Request.Method, path)
            ? new CallBound
            {
                ListCost = 0,
                InputTokens = 0,
                OutputTokens = 0,
            }
            : new CallBound
            {
                ListCost = null,
                InputTokens = 0,
                OutputTokens = 0,
                UnknownReason = $"{http.Request.Method} /v1{path} is not metered, so what it costs cannot be held",
            };
        var admitted = _admission.Admit(ScopeOf(caller, usageEvent), bound);
        return new Outcome(usageEvent, bound, admitted.Reservation, admitted.Refusal);
    }

    /// <summary>Notes what a call used, for estimates of calls like it. One that failed used nothing and says nothing.</summary>
    public void Learn(Call call)
    {
        if (call.Settled?.Event is { UnsettledReason: null, Usage.Count: > 0 } measured)
        {
            var tokens = CallTokens.Of(measured);
            _traffic.Add(call.Event.Account, call.Request, tokens.Input ?? 0, tokens.Output ?? 0);
        }
    }

    /// <summary>Of a key bound to models, every request of a batch must be known to ask for one of them.</summary>
    private static GatewayError? NotAllowed(BatchInput batch, ApiKey key) =>
        batch.RefusedModel is { } model ? GatewayError.ModelNotAllowed(model, key)
        : batch.IsWhole || ModelPattern.Allows(key.AllowedModels, "") ? null
        : new GatewayError(
            403,
            "permission_denied",
            "model_not_allowed",
            $"this key is bound to models, and those of the batch cannot be read: {batch.Bound.UnknownReason}"
        );

    private static UsageEvent EventOf(string id, Caller caller, string provider, string model, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Source = GatewayUsage.Source,
            Time = now,
            Provider = provider,
            Model = model,
            Account = caller.Key.Account,
            SubAccount = caller.Key.SubAccount,
            Feature = caller.Feature,
            Environment = caller.Environment,
            Tags = caller.Tags,
        };

    private CallScope ScopeOf(Caller caller, UsageEvent usageEvent) =>
        new(caller.Key.Id, _rules.IsEmpty ? usageEvent : _rules.Allocate(usageEvent).Event)
        {
            CanonicalModel = _rater.Catalog.FindModel(usageEvent.Provider, usageEvent.Model, out _)?.Model?.Id,
        };

    /// <summary>The most it can cost wherever it may go.</summary>
    private CallBound BoundOf(AskedCall asked, UsageEvent usageEvent)
    {
        var most = _bounds.Of(asked.Request, usageEvent);
        foreach (var upstream in asked.Route)
        {
            if (most.ListCost is null)
            {
                break;
            }

            if (!string.Equals(upstream.Provider, usageEvent.Provider, StringComparison.Ordinal))
            {
                var other = _bounds.Of(asked.Request, usageEvent with { Provider = upstream.Provider });
                most = other.ListCost is null || other.ListCost > most.ListCost ? other : most;
            }
        }

        return most;
    }
}
