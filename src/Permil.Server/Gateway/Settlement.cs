using Permil.Rating;
using Permil.Server.Gateway.Upstreams;
using Permil.Server.Telemetry;
using Permil.Storage;
using Permil.Usage;

namespace Permil.Server.Gateway;

/// <summary>Last stage: what a call used is recorded, priced and taken from what was held for it.</summary>
internal sealed class Settlement(UsageIntake intake, Rater rater, GatewayOptions options, SpendGate gate)
{
    /// <summary>Ends a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="upstream">Who answered it.</param>
    /// <param name="measured">What it used; <see langword="null"/>: it never reached an upstream and used nothing.</param>
    public Settled Settle(Call call, Upstream upstream, UsageEvent? measured)
    {
        try
        {
            return Record(call, upstream, measured);
        }
        catch (UsageFormatException exception)
        {
            // More than one event may claim, say: held at its bound, like all that is not known.
            call.EarlierAttempts.Clear();
            var reason = $"what the upstream says it used cannot be recorded: {exception.Message}";
            return Record(call, upstream, call.Event with { UnsettledReason = reason });
        }
    }

    private Settled Record(Call call, Upstream upstream, UsageEvent? measured)
    {
        var events = new List<UsageEvent>(call.EarlierAttempts.Count + 1);
        events.AddRange(call.EarlierAttempts);
        var cost = 0m;
        foreach (var attempt in call.EarlierAttempts)
        {
            cost += rater.Rate(attempt).ListCost;
        }

        var isPriced = true;
        UsageEvent? last = null;
        if (measured is not null)
        {
            last = Named(call, upstream, measured, call.Id);
            var rated = rater.Rate(last);
            isPriced = rated.Unpriced.Count == 0 && last.UnsettledReason is null;
            if (last.UnsettledReason is not null)
            {
                var held = HeldFor(call.Bound.ListCost, call.Bound.LikelyCost);
                last = last with { ReportedCost = held, ReportedCurrency = rater.Catalog.Currency };
                cost += held;
            }
            else
            {
                cost += rated.ListCost;
            }

            events.Add(last);
        }

        JournalAppend ended;
        using (gate.Enter())
        {
            ended = intake.EndCall(call.Id, events);
            if (events.Count == 0)
            {
                call.Reservation.Release();
            }
            else
            {
                var (input, output) = TokensOf(events);
                call.Reservation.Settle(cost, input, output);
            }
        }

        var settled = new Settled(last, isPriced ? cost : null, ended);
        call.Settled = settled;
        call.HasEnded = true;
        return settled;
    }

    private static (long Input, long Output) TokensOf(List<UsageEvent> events)
    {
        var (input, output) = (0L, 0L);
        foreach (var one in events)
        {
            var tokens = CallTokens.Of(one);
            input += tokens.Input ?? 0;
            output += tokens.Output ?? 0;
        }

        return (input, output);
    }

    /// <summary>What usage of a call costs; <see langword="null"/>: it has no price.</summary>
    public decimal? CostOf(Call call, Upstream upstream, UsageEvent measured)
    {
        var rated = rater.Rate(Named(call, upstream, measured, call.Id));
        return rated.Unpriced.Count == 0 ? rated.ListCost : null;
    }

    /// <summary>What a call of unknown usage is settled at.</summary>
    public decimal HeldFor(decimal? bound, decimal? likely) =>
        options.Unsettled switch
        {
            UnsettledRule.Bound => bound ?? likely ?? 0,
            UnsettledRule.Estimate => likely ?? bound ?? 0,
            _ => 0,
        };

    /// <summary>The event of an attempt, with the name and dimensions of its call.</summary>
    public UsageEvent Named(Call call, Upstream upstream, UsageEvent measured, string id) =>
        call.Event with
        {
            Id = id,
            Provider = upstream.Provider,
            Model = ModelOf(call.Request.Model, upstream.Provider, measured.Model),
            Mode = measured.Mode == Mode.Serverless ? call.Event.Mode : measured.Mode,
            Usage = measured.Usage,
            Attributes = measured.Attributes,
            UnsettledReason = measured.UnsettledReason,
            ReportedCost = measured.ReportedCost,
            ReportedCurrency = measured.ReportedCurrency,
        };

    /// <summary>
    /// The name that was asked for, unless the answer names a model that is sold as another one: then that is billed.
    /// </summary>
    private string ModelOf(string asked, string provider, string answered)
    {
        if (answered.Length == 0 || string.Equals(asked, answered, StringComparison.Ordinal))
        {
            return asked;
        }

        var sold = rater.Catalog.FindModel(provider, answered, out _)?.Model;
        return
            sold is null
            || string.Equals(
                sold.Id,
                rater.Catalog.FindModel(provider, asked, out _)?.Model?.Id,
                StringComparison.Ordinal
            )
            ? asked
            : answered;
    }
}
