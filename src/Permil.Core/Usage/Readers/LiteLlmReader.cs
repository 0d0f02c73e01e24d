using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads LiteLLM's spend log rows and its standard logging payload.</summary>
/// <remarks>
/// The prompt count includes cached tokens whatever the provider, as LiteLLM normalises it. A tag <c>tenant:NAME</c>
/// names the tenant before the team does; the organization is the account.
/// </remarks>
internal sealed class LiteLlmReader : IRecordReader
{
    public string Format => "litellm";

    public bool Recognises(JsonElement record) =>
        record.HasText("call_type")
        && (record.Has("request_id") || record.Has("id"))
        && (record.Has("spend") || record.Has("response_cost") || record.Has("custom_llm_provider"));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        using var metadataDocument = JsonInText.Open(record, "metadata", out var metadata);
        using var tagsDocument = JsonInText.Open(record, "request_tags", out var tags);
        var draft = new EventDraft(context, Format)
        {
            Id = record.Text("request_id") ?? record.Text("id"),
            Time = record.Time("startTime"),
            Provider = record.Text("custom_llm_provider"),
            Model = record.Text("model"),
            Account = record.Text("organization_id") ?? metadata.TextOrNothing("user_api_key_org_id"),
            ReportedCost = record.Money("spend") ?? record.Money("response_cost"),
        };
        AddTags(tags, metadata, draft);
        draft.SubAccount ??= record.Text("team_id") ?? metadata.TextOrNothing("user_api_key_team_id");
        draft.Tag("end_user", record.TextOrNothing("end_user"));
        if (record.TextIs("status", "failure") || metadata.TextIs("status", "failure"))
        {
            draft.BillsNothing(Attribute.Failed);
        }
        else if (IsCacheHit(record))
        {
            draft.BillsNothing("cache_hit");
        }
        else
        {
            AddUsage(record, metadata, draft);
        }

        events.Add(draft.Build());
    }

    private static void AddTags(JsonElement tags, JsonElement metadata, EventDraft draft)
    {
        if (metadata.TryObject("spend_logs_metadata", out var own))
        {
            draft.Feature = own.TextOrNothing("feature");
            draft.SubAccount = own.TextOrNothing("tenant");
            draft.Environment = own.TextOrNothing("env") ?? own.TextOrNothing("environment");
        }

        if (tags.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var tag in tags.EnumerateArray())
        {
            if (tag.ValueKind == JsonValueKind.String)
            {
                TagText.AddTo(draft, tag.GetString() ?? "");
            }
        }
    }

    private static bool IsCacheHit(JsonElement record) =>
        record.TryField("cache_hit", out var hit)
        && (
            hit.ValueKind == JsonValueKind.True
            || hit.ValueKind == JsonValueKind.String
                && string.Equals(hit.GetString(), "true", StringComparison.OrdinalIgnoreCase)
        );

    private static void AddUsage(JsonElement record, JsonElement metadata, EventDraft draft)
    {
        var prompt = record.Count("prompt_tokens");
        var completion = record.Count("completion_tokens");
        if ((prompt ?? 0) + (completion ?? 0) == 0)
        {
            draft.UnsettledReason =
                $"a row of call_type '{record.Text("call_type")}' has no tokens and no other quantity";
            return;
        }

        var call = record.Text("call_type") ?? "";
        if (call.Contains("embedding", StringComparison.Ordinal))
        {
            draft.Add(Meters.EmbeddingTokens, prompt ?? 0);
            return;
        }

        if (call.Contains("rerank", StringComparison.Ordinal))
        {
            draft.Add(Meters.RerankTokens, (prompt ?? 0) + (completion ?? 0));
            return;
        }

        if (call.Contains("batch", StringComparison.Ordinal))
        {
            draft.Mode = Mode.Batch;
        }

        var counts = new TokenCounts
        {
            Input = prompt,
            Output = completion,
            Total = record.Count("total_tokens"),
        };
        AddDetails(metadata, "usage_object", counts);
        AddDetails(metadata, "additional_usage_values", counts);
        counts.AddTo(draft);
    }

    /// <summary>The two places say the same; a count already found stays.</summary>
    private static void AddDetails(JsonElement metadata, string name, TokenCounts counts)
    {
        if (!metadata.TryObject(name, out var details))
        {
            return;
        }

        var path = $"metadata.{name}.";
        var cached = details.Count("cache_read_input_tokens", path) ?? 0;
        var write = details.Count("cache_creation_input_tokens", path) ?? 0;
        if (details.TryObject("prompt_tokens_details", out var prompt))
        {
            var nested = path + "prompt_tokens_details.";
            cached = Math.Max(cached, prompt.Count("cached_tokens", nested) ?? 0);
            write = Math.Max(write, prompt.Count("cache_write_tokens", nested) ?? 0);
            counts.InputAudio = Math.Max(counts.InputAudio, prompt.Count("audio_tokens", nested) ?? 0);
        }

        if (details.TryObject("completion_tokens_details", out var completion))
        {
            var nested = path + "completion_tokens_details.";
            counts.Reasoning ??= completion.Count("reasoning_tokens", nested);
            counts.OutputAudio = Math.Max(counts.OutputAudio, completion.Count("audio_tokens", nested) ?? 0);
        }

        if (counts.Cached == 0 && cached > 0)
        {
            counts.Cached = cached;
            counts.CachedField = path + "cached_tokens";
        }

        counts.CacheWrite = counts.CacheWrite == 0 ? write : counts.CacheWrite;
    }
}
