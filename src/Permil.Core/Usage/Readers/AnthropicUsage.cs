using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads Anthropic's <c>usage</c>: the input count excludes what was read from or written to the cache.</summary>
internal static class AnthropicUsage
{
    /// <param name="usage">The object.</param>
    /// <param name="path">Where it stands, for messages, with its last dot.</param>
    /// <param name="draft">Takes the tokens, searches, tier and speed.</param>
    public static void Add(JsonElement usage, string path, EventDraft draft)
    {
        var counts = new TokenCounts
        {
            InputIncludesCache = false,
            Input = usage.Count("input_tokens", path),
            InputField = path + "input_tokens",
            Cached = usage.Count("cache_read_input_tokens", path) ?? 0,
            Output = usage.Count("output_tokens", path),
            OutputField = path + "output_tokens",
        };
        AddCacheWrites(usage, path, counts);
        if (usage.TryObject("output_tokens_details", out var details))
        {
            counts.Reasoning = details.Count("thinking_tokens", path + "output_tokens_details.");
        }

        counts.AddTo(draft);
        if (usage.TryObject("server_tool_use", out var tools))
        {
            draft.Add(Meters.WebSearches, tools.Count("web_search_requests", path + "server_tool_use.") ?? 0);
        }

        draft.NoteServiceTier(usage.Text("service_tier", path));
        if (usage.Text("speed", path) is { } speed && !string.Equals(speed, "standard", StringComparison.Ordinal))
        {
            draft.Note("speed", speed);
        }

        draft.Note("inference_geo", usage.TextOrNothing("inference_geo"));
    }

    /// <summary>The split by lifetime where there is one; only a total is the shortest lifetime.</summary>
    private static void AddCacheWrites(JsonElement usage, string path, TokenCounts counts)
    {
        var total = usage.Count("cache_creation_input_tokens", path) ?? 0;
        if (usage.TryObject("cache_creation", out var byLifetime))
        {
            counts.CacheWrite = byLifetime.Count("ephemeral_5m_input_tokens", path + "cache_creation.") ?? 0;
            counts.CacheWrite1h = byLifetime.Count("ephemeral_1h_input_tokens", path + "cache_creation.") ?? 0;
        }

        if (counts.CacheWrite + counts.CacheWrite1h == 0)
        {
            counts.CacheWrite = total;
        }
    }
}
