using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads answers of <c>/embeddings</c>. Together's carry no usage and stay unsettled.</summary>
internal sealed class EmbeddingsReader : IRecordReader
{
    public string Format => "embeddings";

    public bool Recognises(JsonElement record) =>
        record.TextIs("object", "list")
        && record.TryArray("data", out var data)
        && data.TryFirstObject(out var first)
        && (first.TextIs("object", "embedding") || first.Has("embedding"));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, OpenAiChatReader.Source)
        {
            Id = record.Text("id"),
            Time = record.Time("created"),
            Model = record.Text("model"),
        };
        var tokens = record.TryObject("usage", out var usage)
            ? usage.Count("prompt_tokens", "usage.") ?? usage.Count("total_tokens", "usage.")
            : null;
        if (tokens is { } counted)
        {
            draft.Add(Meters.EmbeddingTokens, counted);
        }
        else
        {
            draft.UnsettledReason = "the embeddings response has no usage";
        }

        events.Add(draft.Build());
    }
}
