using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads session logs of a coding agent. One answer is written over several lines; its message and request name it.
/// </summary>
internal sealed class CodingSessionReader : IRecordReader
{
    public string Format => "claude-code";

    public bool Recognises(JsonElement record)
    {
        if (!record.HasText("type") || record.Has("usage") || record.Has("role"))
        {
            return false;
        }

        return (record.Has("sessionId") && (record.Has("timestamp") || record.Has("uuid") || record.Has("message")))
            || (record.TextIs("type", "summary") && record.Has("leafUuid"))
            || (record.TextIs("type", "file-history-snapshot") && record.Has("messageId"));
    }

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        if (
            !record.TextIs("type", "assistant")
            || !record.TryObject("message", out var message)
            || message.TextIs("model", "<synthetic>")
        )
        {
            return;
        }

        var id = message.Text("id", "message.");
        var request = record.Text("requestId");
        var draft = new EventDraft(context, Format)
        {
            Id =
                id is null ? null
                : request is null ? id
                : $"{id}:{request}",
            Time = record.Time("timestamp"),
            Model = message.Text("model", "message."),
        };
        if (message.TryObject("usage", out var usage))
        {
            AnthropicUsage.Add(usage, "message.usage.", draft);
        }
        else
        {
            draft.UnsettledReason = "the message has no usage";
        }

        events.Add(draft.Build());
    }
}
