using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads answers of OpenAI's <c>/responses</c>.</summary>
internal sealed class OpenAiResponsesReader : IRecordReader
{
    public string Format => "openai-responses";

    public bool Recognises(JsonElement record) => record.TextIs("object", "response");

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, OpenAiChatReader.Source)
        {
            Id = record.Text("id"),
            Time = record.Time("created_at"),
            Model = record.Text("model"),
        };
        draft.NoteServiceTier(record.Text("service_tier"));
        if (record.TryObject("usage", out var usage))
        {
            OpenAiUsage.AddResponses(usage, draft);
        }
        else if (record.TextIs("status", "failed"))
        {
            draft.BillsNothing(Attribute.Failed);
        }
        else
        {
            draft.UnsettledReason = $"the response has no usage; its status is '{record.Text("status") ?? "unknown"}'";
        }

        events.Add(draft.Build());
    }
}
