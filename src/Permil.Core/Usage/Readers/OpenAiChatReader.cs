using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads answers of <c>/chat/completions</c> and <c>/completions</c> as OpenAI, Together and others give them.</summary>
internal sealed class OpenAiChatReader : IRecordReader
{
    /// <summary>Who names such answers cannot be told from them.</summary>
    public const string Source = "openai-compatible";

    public string Format => "openai-chat";

    public bool Recognises(JsonElement record) =>
        record.TextIs("object", "chat.completion")
        || record.TextIs("object", "text.completion")
        || record.TextIs("object", "text_completion")
        || (record.TryArray("choices", out _) && !record.Has("object") && record.Has("model") && record.Has("id"));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, Source)
        {
            Id = record.Text("id"),
            Time = record.Time("created"),
            Model = record.Text("model"),
        };
        draft.NoteServiceTier(record.Text("service_tier"));
        if (record.TryObject("usage", out var usage))
        {
            OpenAiUsage.AddChat(usage, draft);
        }
        else
        {
            draft.UnsettledReason = "the response has no usage";
        }

        events.Add(draft.Build());
    }
}
