using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads the state of a Together GPU cluster. The reserved GPUs are bought for a known time; what runs beyond them has
/// no end yet, so each of those parts is unsettled.
/// </summary>
internal sealed class TogetherClusterReader : IRecordReader
{
    public string Format => "together-cluster";

    public bool Recognises(JsonElement record) => record.HasText("cluster_id") && record.Has("gpu_type");

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var total = record.Count("num_gpus") ?? 0;
        var reserved = ClusterReservation.GpusOf(record);
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

    private static UsageEvent Reserved(JsonElement record, RecordContext context, decimal gpus)
    {
        var draft = Part(record, context, "reserved");
        if (ClusterReservation.HoursOf(record) is { } hours)
        {
            draft.AddProduct(Meters.GpuClusterHours, gpus, hours);
            draft.Note(Attribute.Term, ClusterReservation.TermOf(hours));
        }
        else
        {
            draft.UnsettledReason = "the reservation has neither duration_hours nor a start and an end";
        }

        return draft.Build();
    }

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
