using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads pages of OpenAI's organization usage: sums over time buckets.</summary>
internal sealed class OpenAiOrgUsageReader : IPageReader
{
    private const string Prefix = "organization.usage.";

    public string Format => "openai-usage";

    public bool Recognises(JsonElement record) =>
        record.TextIs("object", "page")
        && record.TryArray("data", out _)
        && (BucketPages.FirstResultStartsWith(record, Prefix) ?? true);

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events) =>
        BucketPages.ReadAll(this, record, context, events);

    public IEnumerable<PageItem> ItemsOf(JsonElement page) => BucketPages.ItemsOf(page, "results");

    public void ReadItem(PageItem item, RecordContext context, ICollection<UsageEvent> events)
    {
        var result = item.Record;
        var kind = result.Text("object") ?? "";
        var draft = new EventDraft(context, "openai-usage")
        {
            Id = OpenAiBuckets.IdOf(
                item,
                kind,
                ["model", "project_id", "user_id", "api_key_id", "batch", "service_tier", "size", "source"]
            ),
            Time = item.Owner.Time("start_time"),
            Provider = "openai",
            Model = result.Text("model"),
            SubAccount = result.Text("project_id"),
            Mode = result.TryField("batch", out var batch) && batch.ValueKind == JsonValueKind.True ? Mode.Batch : null,
        };
        draft.Tag("api_key_id", result.Text("api_key_id"));
        draft.Tag("user_id", result.Text("user_id"));
        draft.NoteServiceTier(result.Text("service_tier"));
        if (result.Count("num_model_requests") is { } requests)
        {
            draft.Note(Attribute.Requests, requests);
        }

        AddUsage(result, kind, draft);
        events.Add(draft.Build());
    }

    private static void AddUsage(JsonElement result, string kind, EventDraft draft)
    {
        switch (kind)
        {
            case Prefix + "completions.result":
                AddCompletions(result, draft);
                break;
            case Prefix + "embeddings.result":
                draft.Add(Meters.EmbeddingTokens, Required(result, "input_tokens"));
                break;
            case Prefix + "moderations.result":
                draft.Add(Meters.ModerationTokens, Required(result, "input_tokens"));
                break;
            case Prefix + "images.result":
                draft.Add(Meters.ImageGenerations, Required(result, "images"));
                draft.Note("size", result.Text("size"));
                break;
            case Prefix + "audio_speeches.result":
                draft.Add(Meters.AudioCharacters, Required(result, "characters"));
                break;
            case Prefix + "audio_transcriptions.result":
                draft.Add(Meters.AudioSeconds, Required(result, "seconds"));
                break;
            case Prefix + "code_interpreter_sessions.result":
                draft.Add(
                    Meters.CodeInterpreterSessions,
                    result.Amount("num_sessions") ?? Required(result, "sessions")
                );
                break;
            default:
                draft.UnsettledReason = $"'{JsonFields.Shorten(kind, 60)}' has no known meter";
                break;
        }
    }

    /// <summary>Cached and written tokens are part of the text input; audio is counted beside it.</summary>
    private static void AddCompletions(JsonElement result, EventDraft draft)
    {
        new TokenCounts
        {
            Input = Required(result, "input_tokens"),
            InputField = "input_tokens",
            Cached = result.Count("input_cached_tokens") ?? 0,
            CachedField = "input_cached_tokens",
            CacheWrite = result.Count("input_cache_write_tokens") ?? 0,
            Output = Required(result, "output_tokens"),
            OutputField = "output_tokens",
        }.AddTo(draft);
        draft.Add(Meters.InputAudioTokens, result.Count("input_audio_tokens") ?? 0);
        draft.Add(Meters.OutputAudioTokens, result.Count("output_audio_tokens") ?? 0);
    }

    private static decimal Required(JsonElement result, string name) =>
        result.Amount(name) ?? throw new UsageFormatException($"{name}: missing, allowed: a number from 0 to 10^15");
}
