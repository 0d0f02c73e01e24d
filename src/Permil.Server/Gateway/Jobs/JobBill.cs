using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway.Jobs;

/// <summary>What an ended job is recorded as.</summary>
/// <param name="Events">With the dimensions of the call that started it.</param>
/// <param name="ListCost">What budgets are charged: known costs, and what is held for what is not known.</param>
internal sealed record JobBill(IReadOnlyList<UsageEvent> Events, decimal ListCost)
{
    /// <summary>Whether all of its usage is known.</summary>
    public bool IsSettled => Events.All(one => one.UnsettledReason is null);

    public static JobBill Of(OpenJob job, IReadOnlyList<UsageEvent> measured, Rater rater, Settlement settlement)
    {
        var events = measured.Select(one => Named(job, one)).ToArray();
        var cost = events.Where(one => one.UnsettledReason is null).Sum(one => rater.Rate(one).ListCost);

        // The job as a whole has one bound, so what is unsettled holds what is left of it, once.
        var left = settlement.HeldFor(LeftOf(job.Intent.BoundListCost, cost), LeftOf(job.Intent.LikelyCost, cost));
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i].UnsettledReason is not null)
            {
                events[i] = events[i] with { ReportedCost = left, ReportedCurrency = rater.Catalog.Currency };
                cost += left;
                left = 0;
            }
        }

        return new JobBill(events, cost);
    }

    /// <summary>Source and id stay the provider's: the same job read by a sync is the same fact.</summary>
    private static UsageEvent Named(OpenJob job, UsageEvent measured) =>
        job.Intent.Call with
        {
            Id = measured.Id,
            Source = measured.Source,
            Provider = job.Upstream.Provider,
            Model = measured.Model.Length > 0 ? measured.Model : job.Intent.Call.Model,
            Mode = job.Kind == CallKind.Batch ? Mode.Batch : measured.Mode,
            Usage = measured.Usage,
            Attributes = measured.Attributes,
            UnsettledReason = measured.UnsettledReason,
            ReportedCost = measured.ReportedCost,
            ReportedCurrency = measured.ReportedCurrency,
        };

    private static decimal? LeftOf(decimal? most, decimal known) => most is { } all ? Math.Max(0, all - known) : null;
}
