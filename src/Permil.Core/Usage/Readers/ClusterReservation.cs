using System.Text.Json;
using Permil.Rating;

namespace Permil.Usage.Readers;

/// <summary>What the record of a Together GPU cluster says of the GPUs that were bought ahead.</summary>
public static class ClusterReservation
{
    private const decimal HoursPerDay = 24;

    /// <summary>How many of the cluster's GPUs are reserved.</summary>
    /// <exception cref="UsageFormatException">More than the cluster has.</exception>
    public static decimal GpusOf(JsonElement cluster)
    {
        var total = cluster.Count("num_gpus") ?? 0;
        if (cluster.TextIs("billing_type", "ON_DEMAND"))
        {
            return 0;
        }

        var reserved = cluster.Count("num_reserved_gpus") ?? (cluster.TextIs("billing_type", "RESERVED") ? total : 0);
        return reserved <= total
            ? reserved
            : throw new UsageFormatException(
                $"num_reserved_gpus: found {reserved}, allowed: at most num_gpus ({total})"
            );
    }

    /// <summary>How long the reservation is; <see langword="null"/> when the cluster does not say.</summary>
    public static decimal? HoursOf(JsonElement cluster)
    {
        if (cluster.Amount("duration_hours") is { } hours)
        {
            return hours;
        }

        return
            cluster.Time("reservation_start_time") is { } start
            && cluster.Time("reservation_end_time") is { } end
            && end > start
            ? Exact.MultiplyDivideToQuantity((end - start).Ticks, 1, TimeSpan.TicksPerHour)
            : null;
    }

    /// <summary>The term of a reservation by its length; one shorter than a week is sold on demand.</summary>
    public static string TermOf(decimal hours) =>
        (hours / HoursPerDay) switch
        {
            < 7 => "on-demand",
            <= 30 => "7-30d",
            <= 90 => "31-90d",
            <= 180 => "91-180d",
            _ => "181d+",
        };
}
