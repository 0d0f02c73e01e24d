using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads video jobs of Together (<c>GET /videos/{id}</c>).</summary>
internal sealed class TogetherVideoReader : IRecordReader
{
    public const string Source = "together";

    public string Format => "together-video";

    public bool Recognises(JsonElement record) => record.TextIs("object", "video") && record.Has("status");

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, Source)
        {
            Id = record.Text("id"),
            Time = record.Time("created_at"),
            Model = record.Text("model"),
        };
        var status = record.Text("status") ?? "unknown";
        if (record.TryObject("outputs", out var outputs))
        {
            draft.ReportedCost = outputs.Money("cost", "outputs.");
        }

        var seconds = record.Amount("seconds");
        if (PixelSize.TryParse(record.TextOrNothing("size"), out var size))
        {
            draft.Note(Attribute.Resolution, size.Resolution);
            draft.Note(Attribute.Width, size.Width);
            draft.Note(Attribute.Height, size.Height);
        }

        if (seconds is { } length && decimal.IsInteger(length))
        {
            draft.Note(Attribute.Seconds, length);
        }

        switch (status)
        {
            case "completed":
                draft.Add(Meters.VideoGenerations, 1);
                draft.Add(Meters.VideoSeconds, seconds ?? 0);
                break;
            case "failed" or "cancelled":
                draft.BillsNothing(Attribute.Failed);
                break;
            default:
                draft.UnsettledReason = $"the video job is '{status}', not completed";
                break;
        }

        events.Add(draft.Build());
    }
}
