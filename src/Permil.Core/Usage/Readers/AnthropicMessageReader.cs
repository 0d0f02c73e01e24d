using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads answers of Anthropic's <c>/messages</c>.</summary>
internal sealed class AnthropicMessageReader : IRecordReader
{
    public const string Source = "anthropic";

    public string Format => "anthropic";

    public bool Recognises(JsonElement record) => record.TextIs("type", "message") && record.HasText("role");

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, Source) { Id = record.Text("id"), Model = record.Text("model") };
        if (record.TryObject("usage", out var usage))
        {
            AnthropicUsage.Add(usage, "usage.", draft);
        }
        else
        {
            draft.UnsettledReason = "the message has no usage";
        }

        events.Add(draft.Build());
    }
}
