using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Permil.Usage;

/// <summary>The meters every price book may use. A book may define more of its own.</summary>
public static class Meters
{
    private const decimal Million = 1_000_000;
    private const decimal Thousand = 1_000;

    /// <summary>Uncached input of a call: cached parts are counted by their own meters.</summary>
    public static readonly Meter InputTokens = new("input_tokens", "token", Million);

    /// <summary>Output of a call, reasoning included.</summary>
    public static readonly Meter OutputTokens = new("output_tokens", "token", Million);

    /// <summary>Input read from the provider's prompt cache.</summary>
    public static readonly Meter CachedInputTokens = new("cached_input_tokens", "token", Million);

    /// <summary>Input written to the prompt cache for the provider's shortest time (5 minutes at Anthropic).</summary>
    public static readonly Meter CacheWriteTokens = new("cache_write_tokens", "token", Million);

    /// <summary>Input written to the prompt cache for an hour.</summary>
    public static readonly Meter CacheWrite1hTokens = new("cache_write_1h_tokens", "token", Million);

    public static readonly Meter InputAudioTokens = new("input_audio_tokens", "token", Million);
    public static readonly Meter OutputAudioTokens = new("output_audio_tokens", "token", Million);
    public static readonly Meter CachedAudioTokens = new("cached_audio_tokens", "token", Million);
    public static readonly Meter InputImageTokens = new("input_image_tokens", "token", Million);
    public static readonly Meter OutputImageTokens = new("output_image_tokens", "token", Million);

    public static readonly Meter EmbeddingTokens = new("embedding_tokens", "token", Million);
    public static readonly Meter ModerationTokens = new("moderation_tokens", "token", Million);
    public static readonly Meter RerankTokens = new("rerank_tokens", "token", Million, "rerank");
    public static readonly Meter RerankDocuments = new("rerank_documents", "document", Thousand, "rerank");

    /// <summary>Tokens of a batch job whose direction only an attribute tells.</summary>
    public static readonly Meter BatchTokens = new("batch_tokens", "token", Million);

    /// <summary>Epochs x training tokens + evaluations x validation tokens.</summary>
    public static readonly Meter FineTuningTokens = new("fine_tuning_tokens", "token", Million);

    public static readonly Meter ImageGenerations = new("image_generations", "image", 1, "image");

    /// <summary>Width x height / 1,000,000 x images, before any factor for steps.</summary>
    public static readonly Meter ImageMegapixels = new("image_megapixels", "megapixel", 1, "image");
    public static readonly Meter VideoGenerations = new("video_generations", "video", 1, "video");

    /// <summary>Seconds of video made.</summary>
    public static readonly Meter VideoSeconds = new("video_seconds", "second", 1, "video");

    /// <summary>Unicode code points of the text that is spoken.</summary>
    public static readonly Meter AudioCharacters = new("audio_characters", "character", Million, "audio");

    /// <summary>Seconds of audio heard or made.</summary>
    public static readonly Meter AudioSeconds = new("audio_seconds", "second", 1, "audio");

    /// <summary>Hours x ready replicas x GPUs a replica; billed by the minute, stored as hours.</summary>
    public static readonly Meter DedicatedEndpointHours = new("dedicated_endpoint_hours", "GPU-hour");

    /// <summary>Hours x GPUs.</summary>
    public static readonly Meter GpuClusterHours = new("gpu_cluster_hours", "GPU-hour");

    /// <summary>Hours x TiB.</summary>
    public static readonly Meter StorageHours = new("storage_hours", "TiB-hour");
    public static readonly Meter CodeInterpreterSessions = new("code_interpreter_sessions", "session");
    public static readonly Meter ProvisionedThroughputHours = new("provisioned_throughput_hours", "unit-hour");
    public static readonly Meter WebSearches = new("web_searches", "search", Thousand);

    /// <summary>Every meter above.</summary>
    public static IReadOnlyList<Meter> All { get; } =
    [
        InputTokens,
        CachedInputTokens,
        CacheWriteTokens,
        CacheWrite1hTokens,
        OutputTokens,
        InputAudioTokens,
        CachedAudioTokens,
        OutputAudioTokens,
        InputImageTokens,
        OutputImageTokens,
        EmbeddingTokens,
        RerankTokens,
        RerankDocuments,
        ModerationTokens,
        BatchTokens,
        FineTuningTokens,
        ImageGenerations,
        ImageMegapixels,
        VideoGenerations,
        VideoSeconds,
        AudioCharacters,
        AudioSeconds,
        DedicatedEndpointHours,
        GpuClusterHours,
        StorageHours,
        CodeInterpreterSessions,
        ProvisionedThroughputHours,
        WebSearches,
    ];

    /// <summary>
    /// Meters that are part of a request's input: their sum is what a context-length price step looks at.
    /// </summary>
    public static IReadOnlyList<Meter> Input { get; } =
    [
        InputTokens,
        CachedInputTokens,
        CacheWriteTokens,
        CacheWrite1hTokens,
        InputAudioTokens,
        CachedAudioTokens,
        InputImageTokens,
        BatchTokens,
    ];

    private static readonly Dictionary<string, int> Places = All.Select((meter, place) => (meter.Name, place))
        .ToDictionary(StringComparer.Ordinal);

    private static readonly Dictionary<string, Meter> ByName = All.ToDictionary(
        meter => meter.Name,
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, Meter>.AlternateLookup<ReadOnlySpan<char>> ByNameText =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <returns><see langword="false"/> when no built-in meter has the name.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out Meter? meter) =>
        ByName.TryGetValue(name, out meter);

    /// <param name="name">In ASCII.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="place">Its place in <see cref="All"/>.</param>
    /// <returns><see langword="false"/> when no built-in meter has the name.</returns>
    internal static bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Meter? meter, out int place)
    {
        const int MaxLength = 32;
        (meter, place) = (null, 0);
        if (name.Length > MaxLength)
        {
            return false;
        }

        Span<char> text = stackalloc char[MaxLength];
        text = text[..Encoding.Latin1.GetChars(name, text)];
        return ByNameText.TryGetValue(text, out meter) && Places.TryGetValue(meter.Name, out place);
    }

    /// <summary>The order in which answers list meters: that of <see cref="All"/>, then a book's own by name.</summary>
    public static int Compare(Meter left, Meter right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var byPlace = Places
            .GetValueOrDefault(left.Name, int.MaxValue)
            .CompareTo(Places.GetValueOrDefault(right.Name, int.MaxValue));
        return byPlace != 0 ? byPlace : string.CompareOrdinal(left.Name, right.Name);
    }
}
