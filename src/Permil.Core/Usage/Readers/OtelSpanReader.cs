using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads OpenTelemetry spans of GenAI calls (OTLP JSON), with the current and the earlier attribute names.</summary>
internal sealed class OtelSpanReader : IPageReader
{
    public string Format => "otel-spans";

    public bool Recognises(JsonElement record) => record.TryArray("resourceSpans", out _);

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events) =>
        BucketPages.ReadAll(this, record, context, events);

    public IEnumerable<PageItem> ItemsOf(JsonElement page)
    {
        page.TryArray("resourceSpans", out var resources);
        foreach (var resource in resources.EnumerateArray())
        {
            if (!resource.TryArray("scopeSpans", out var scopes))
            {
                continue;
            }

            foreach (var scope in scopes.EnumerateArray())
            {
                if (!scope.TryArray("spans", out var spans))
                {
                    continue;
                }

                var index = 0;
                foreach (var span in spans.EnumerateArray())
                {
                    yield return new PageItem(page, resource, span, index++);
                }
            }
        }
    }

    public void ReadItem(PageItem item, RecordContext context, ICollection<UsageEvent> events)
    {
        var span = item.Record;
        var attributes = new OtelAttributes(span);
        var operation = attributes.Text("gen_ai.operation.name");
        if (!attributes.HasPrefix("gen_ai.") || !IsCall(operation))
        {
            return;
        }

        item.Owner.TryObject("resource", out var resource);
        var owner = new OtelAttributes(resource);
        var draft = new EventDraft(context, "otel")
        {
            Id = attributes.Text("gen_ai.response.id") ?? SpanId(span),
            Time = span.Time("startTimeUnixNano"),
            Provider = attributes.Text("gen_ai.provider.name", "gen_ai.system"),
            Model = attributes.Text("gen_ai.response.model", "gen_ai.request.model"),
            Environment = owner.Text("deployment.environment.name", "deployment.environment"),
            SubAccount = attributes.Text("tenant.id", "tenant") ?? owner.Text("tenant.id", "tenant"),
        };
        draft.Tag("service.name", owner.Text("service.name"));
        AddTokens(attributes, operation, IsFailed(span), draft);
        events.Add(draft.Build());
    }

    /// <summary>Agents, tools and lookups repeat the tokens of the calls within them.</summary>
    private static bool IsCall(string? operation) =>
        operation
            is null
                or "chat"
                or "text_completion"
                or "generate_content"
                or "embeddings"
                or "response"
                or "responses";

    private static string? SpanId(JsonElement span) =>
        span.Text("traceId") is { } trace && span.Text("spanId") is { } id ? $"{trace}:{id}" : null;

    private static bool IsFailed(JsonElement span) =>
        span.TryObject("status", out var status)
        && status.TryField("code", out var code)
        && code.ToString() is "2" or "STATUS_CODE_ERROR";

    private static void AddTokens(OtelAttributes attributes, string? operation, bool isFailed, EventDraft draft)
    {
        var input = attributes.Count("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens");
        var output = attributes.Count("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens");
        if (input is null && output is null)
        {
            if (isFailed)
            {
                draft.BillsNothing(Attribute.Failed);
            }
            else
            {
                draft.UnsettledReason = "the span has no gen_ai.usage tokens";
            }

            return;
        }

        if (operation is "embeddings")
        {
            draft.Add(Meters.EmbeddingTokens, input ?? 0);
            return;
        }

        var cached = attributes.Count("gen_ai.usage.cache_read.input_tokens");
        var legacyCached = attributes.Count("gen_ai.usage.cache_read_input_tokens");
        var write = attributes.Count(
            "gen_ai.usage.cache_write.input_tokens",
            "gen_ai.usage.cache_creation.input_tokens"
        );
        new TokenCounts
        {
            // The current names are defined to include the cached tokens; the earlier ones took the provider's habit.
            InputIncludesCache =
                cached is not null
                || legacyCached is null
                || (draft.Context.Options.CachedInsideInput(draft.Provider, draft.Model ?? "") ?? true),
            Input = input,
            InputField = "gen_ai.usage.input_tokens",
            Cached = cached ?? legacyCached ?? 0,
            CachedField = "gen_ai.usage.cache_read.input_tokens",
            CacheWrite = write ?? attributes.Count("gen_ai.usage.cache_creation_input_tokens") ?? 0,
            InputAudio = attributes.Count("gen_ai.usage.audio.input_tokens") ?? 0,
            Output = output,
            OutputField = "gen_ai.usage.output_tokens",
            OutputAudio = attributes.Count("gen_ai.usage.audio.output_tokens") ?? 0,
            Reasoning = attributes.Count("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"),
            Total = attributes.Count("gen_ai.usage.total_tokens", "llm.usage.total_tokens"),
        }.AddTo(draft);
    }
}
