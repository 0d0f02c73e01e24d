using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads answers of <c>/rerank</c>. How many documents were ranked only the request knows.</summary>
internal sealed class RerankReader : IRecordReader
{
    public string Format => "rerank";

    public bool Recognises(JsonElement record) =>
        record.TextIs("object", "rerank")
        || (
            record.TryArray("results", out var results)
            && results.TryFirstObject(out var first)
            && first.Has("relevance_score")
        );

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, OpenAiChatReader.Source);
        Fill(record, draft);
        if (!draft.HasUsage)
        {
            draft.UnsettledReason = "the rerank response has no usage, and the number of documents is in its request";
        }

        events.Add(draft.Build());
    }

    public static void Fill(JsonElement response, EventDraft draft)
    {
        draft.Id = response.Text("id");
        draft.Model ??= response.Text("model");
        draft.Time ??= response.Time("created");
        if (response.TryObject("usage", out var usage))
        {
            var tokens = usage.Count("prompt_tokens", "usage.") ?? usage.Count("total_tokens", "usage.") ?? 0;
            draft.Add(Meters.RerankTokens, tokens);
        }
    }
}
