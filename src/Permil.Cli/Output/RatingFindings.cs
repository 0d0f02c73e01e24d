using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Says what is not in a cost, and why.</summary>
internal static class RatingFindings
{
    private const int MaxListed = 20;

    public static void Print(RatingSummary summary, TextWriter writer)
    {
        if (summary is { Events: 0, Rejected: 0 })
        {
            writer.WriteLine("nothing to rate: the input has no usage in the asked period");
        }

        if (summary.Duplicates > 0)
        {
            writer.WriteLine($"{Counted.Of(summary.Duplicates, "duplicate")} left out");
        }

        if (summary.Failed > 0)
        {
            writer.WriteLine($"{Counted.Of(summary.Failed, "failed call")}, nothing billed");
        }

        PrintUncosted(summary, writer);
        if (summary.Rejected > 0)
        {
            writer.WriteLine($"{Counted.Of(summary.Rejected, "line")} rejected:");
            foreach (var line in summary.RejectedLines.Take(MaxListed))
            {
                writer.WriteLine($"  {line.File}:{line.Line}: {line.Reason}");
            }

            if (summary.Rejected > MaxListed)
            {
                writer.WriteLine(
                    $"  ... {Counted.Of(summary.Rejected - MaxListed, "more line")}: --format json lists the first {UsageRating.MaxRejectedLinesKept}"
                );
            }
        }
    }

    /// <summary>Usage that is known of, but has no cost.</summary>
    public static void PrintUncosted(RatingSummary summary, TextWriter writer)
    {
        if (summary.Unsettled > 0)
        {
            writer.WriteLine($"{Counted.Of(summary.Unsettled, "event")} unsettled, not in the cost:");
            foreach (var (reason, events) in summary.UnsettledReasons.Take(MaxListed))
            {
                writer.WriteLine($"  {Counted.Of(events, "event")}: {reason}");
            }
        }

        PrintUnpriced(summary, writer);
    }

    /// <summary>Usage without a price.</summary>
    public static void PrintUnpriced(RatingSummary summary, TextWriter writer)
    {
        if (summary.Unpriced > 0)
        {
            writer.WriteLine($"{Counted.Of(summary.Unpriced, "event")} with unpriced usage, not in the cost:");
            foreach (var group in summary.UnpricedGroups.Take(MaxListed))
            {
                writer.WriteLine(
                    $"  {(group.Model.Length == 0 ? "(no model)" : group.Model)}, {Counted.Of(group.Events, "event")}, {RatingRows.QuantitiesText(group.Quantities)}: {group.Reason}"
                );
            }
        }
    }
}
