using System.Text.Json;
using Permil.Rating;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads the state of a Together GPU cluster. The reserved GPUs are bought for a known time; what runs beyond them has
/// no end yet, so each of those parts is unsettled.
/// </summary>
internal sealed class TogetherClusterReader : IRecordReader
{
    private const decimal HoursPerDay = 24;

    public string Format => "together-cluster";

    public bool Recognises(JsonElement record) => record.HasText("cluster_id") && record.Has("gpu_type");

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var total = record.Count("num_gpus") ?? 0;
        var reserved = ReservedGpus(record, total);
        if (reserved > total)
        {
            throw new UsageFormatException($"num_reserved_gpus: found {reserved}, allowed: at most num_gpus ({total})");
        }

        var read = new List<UsageEvent>();
        if (reserved > 0)
        {
            read.Add(Reserved(record, context, reserved));
        }

        if (total > reserved)
        {
            var burst = Part(record, context, "burst");
            burst.Note(Attribute.Term, "on-demand");
            burst.UnsettledReason =
                $"{total - reserved} GPUs beyond the reservation run until they are given back; the cluster does not say for how long";
            read.Add(burst.Build());
        }

        if ((record.Count("allocated_preemptible_gpus") ?? 0) is > 0 and var preemptible)
        {
            var part = Part(record, context, "preemptible");
            part.Note(Attribute.Term, "preemptible");
            part.UnsettledReason =
                $"{preemptible} preemptible GPUs run until they are taken back; the cluster does not say for how long";
            read.Add(part.Build());
        }

        AddStorage(record, context, read);
        foreach (var one in read)
        {
            events.Add(one);
        }
    }

    private static decimal ReservedGpus(JsonElement record, decimal total)
    {
        if (record.TextIs("billing_type", "ON_DEMAND"))
        {
            return 0;
        }

        return record.Count("num_reserved_gpus") ?? (record.TextIs("billing_type", "RESERVED") ? total : 0);
    }

    private static UsageEvent Reserved(JsonElement record, RecordContext context, decimal gpus)
    {
        var draft = Part(record, context, "reserved");
        if (Hours(record) is { } hours)
        {
            draft.AddProduct(Meters.GpuClusterHours, gpus, hours);
            draft.Note(Attribute.Term, TermOf(hours));
        }
        else
        {
            draft.UnsettledReason = "the reservation has neither duration_hours nor a start and an end";
        }

        return draft.Build();
    }

    private static decimal? Hours(JsonElement record)
    {
        if (record.Amount("duration_hours") is { } hours)
        {
            return hours;
        }

        return
            record.Time("reservation_start_time") is { } start
            && record.Time("reservation_end_time") is { } end
            && end > start
            ? Exact.MultiplyDivideToQuantity((end - start).Ticks, 1, TimeSpan.TicksPerHour)
            : null;
    }

    /// <summary>The term of a reservation by its length; one shorter than a week is sold on demand.</summary>
    private static string TermOf(decimal hours) =>
        (hours / HoursPerDay) switch
        {
            < 7 => "on-demand",
            <= 30 => "7-30d",
            <= 90 => "31-90d",
            <= 180 => "91-180d",
            _ => "181d+",
        };

    private static void AddStorage(JsonElement record, RecordContext context, List<UsageEvent> read)
    {
        if (!record.TryArray("volumes", out var volumes))
        {
            return;
        }

        foreach (var volume in volumes.EnumerateArray())
        {
            var size = volume.Amount("size_tib", "volumes.");
            var draft = Part(record, context, $"storage:{volume.Text("volume_id", "volumes.")}", withGpu: false);
            draft.UnsettledReason =
                $"{(size is { } known ? Quantity.Text(known) : "?")} TiB of storage stay until they are deleted; the cluster does not say for how long";
            read.Add(draft.Build());
        }
    }

    private static EventDraft Part(JsonElement record, RecordContext context, string part, bool withGpu = true)
    {
        var draft = new EventDraft(context, TogetherVideoReader.Source)
        {
            Id = $"{record.Text("cluster_id")}:{part}",
            Time = record.Time("reservation_start_time") ?? record.Time("created_at"),
            Provider = "together",
            Mode = Mode.Cluster,
            SubAccount = record.Text("project_id"),
        };
        if (withGpu)
        {
            draft.Note(Attribute.Gpu, GpuClass.Of(record.Text("gpu_type") ?? ""));
        }

        return draft;
    }
}
