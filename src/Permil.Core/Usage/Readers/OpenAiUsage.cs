using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads the <c>usage</c> of OpenAI-compatible answers, both the chat names and the Responses names.</summary>
/// <remarks>
/// Cached and written tokens are part of the input count. Some Together models report <c>cached_tokens</c> flat, others
/// nested, some proxies both: they are one number, never added.
/// </remarks>
internal static class OpenAiUsage
{
    private const string Path = "usage.";

    /// <summary>Adds the tokens of a chat or text completion.</summary>
    public static void AddChat(JsonElement usage, EventDraft draft)
    {
        var counts = Common(usage, "prompt_tokens", "completion_tokens");
        AddInputDetails(usage, "prompt_tokens_details", counts);
        AddOutputDetails(usage, "completion_tokens_details", counts);
        counts.AddTo(draft);
    }

    /// <summary>Adds the tokens of a Responses answer.</summary>
    public static void AddResponses(JsonElement usage, EventDraft draft)
    {
        var counts = Common(usage, "input_tokens", "output_tokens");
        AddInputDetails(usage, "input_tokens_details", counts);
        AddOutputDetails(usage, "output_tokens_details", counts);
        counts.AddTo(draft);
    }

    private static TokenCounts Common(JsonElement usage, string input, string output) =>
        new()
        {
            Input = usage.Count(input, Path),
            InputField = Path + input,
            Output = usage.Count(output, Path),
            OutputField = Path + output,
            Total = usage.Count("total_tokens", Path),
            Cached = usage.Count("cached_tokens", Path) ?? usage.Count("prompt_cache_hit_tokens", Path) ?? 0,
            CachedField = Path + "cached_tokens",
            Reasoning = usage.Count("reasoning_tokens", Path),
        };

    private static void AddInputDetails(JsonElement usage, string name, TokenCounts counts)
    {
        if (!usage.TryObject(name, out var details))
        {
            return;
        }

        var path = $"{Path}{name}.";
        if (details.Count("cached_tokens", path) is { } cached && (cached > 0 || counts.Cached == 0))
        {
            counts.Cached = cached;
            counts.CachedField = path + "cached_tokens";
        }

        counts.CacheWrite = details.Count("cache_write_tokens", path) ?? 0;
        counts.InputAudio = details.Count("audio_tokens", path) ?? 0;
        if (details.TryObject("cached_tokens_details", out var cachedDetails))
        {
            counts.CachedAudio = cachedDetails.Count("audio_tokens", path + "cached_tokens_details.") ?? 0;
        }
    }

    private static void AddOutputDetails(JsonElement usage, string name, TokenCounts counts)
    {
        if (!usage.TryObject(name, out var details))
        {
            return;
        }

        var path = $"{Path}{name}.";
        counts.Reasoning = details.Count("reasoning_tokens", path) ?? counts.Reasoning;
        counts.OutputAudio = details.Count("audio_tokens", path) ?? 0;
    }
}
