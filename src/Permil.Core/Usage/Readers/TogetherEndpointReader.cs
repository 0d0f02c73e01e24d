using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads the state of a dedicated endpoint, of either API version. A state says what runs, not since when nor until
/// when: it is unsettled.
/// </summary>
internal sealed class TogetherEndpointReader : IRecordReader
{
    public string Format => "together-endpoint";

    public bool Recognises(JsonElement record) =>
        (record.TextIs("object", "endpoint") && record.Has("hardware"))
        || record.Has("readyReplicas")
        || (record.TryObject("deployment_status", out var status) && status.Has("readyReplicas"));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var status = record.TryObject("deployment_status", out var nested) ? nested : record;
        var draft = new EventDraft(context, TogetherVideoReader.Source)
        {
            Id = record.Text("id"),
            Time = record.Time("created_at"),
            Provider = "together",
            Model = record.Text("model"),
            Mode = Mode.Dedicated,
        };
        if (record.TextOrNothing("hardware") is { } hardware)
        {
            draft.Note(Attribute.Gpu, GpuClass.Of(hardware));
        }

        var state = status.Text("state") ?? "unknown";
        draft.UnsettledReason =
            $"the endpoint's state is '{state}'; its hours need a start, an end and the replicas that were ready";
        events.Add(draft.Build());
    }
}
