namespace Permil.Usage.Readers;

/// <summary>The token sums of one set of attributes over one window, from counters and from the earlier histogram.</summary>
internal sealed class OtelTokenSums(OtelAttributes owner, OtelAttributes attributes, DateTimeOffset? start)
{
    private readonly Dictionary<string, decimal> _counters = new(StringComparer.Ordinal);
    private decimal? _histogramInput;
    private decimal? _histogramOutput;
    private decimal? _requests;

    public void AddHistogram(string? tokenType, decimal sum, decimal? count)
    {
        switch (tokenType)
        {
            case "input":
                _histogramInput = (_histogramInput ?? 0) + sum;
                _requests = (_requests ?? 0) + (count ?? 0);
                break;
            case "output" or "completion":
                _histogramOutput = (_histogramOutput ?? 0) + sum;
                break;
            default:
                throw new UsageFormatException(
                    $"gen_ai.token.type: found '{JsonFields.Shorten(tokenType ?? "nothing")}', allowed: input, output"
                );
        }
    }

    /// <param name="counter">The last part of the counter's name, for example <c>cache_read.input_tokens</c>.</param>
    /// <param name="modality"><c>text</c>, <c>audio</c>, <c>image</c> or not known.</param>
    /// <param name="value">Tokens in the window.</param>
    public void AddCounter(string counter, string? modality, decimal value)
    {
        var kind = modality is "audio" or "image" ? modality : "text";
        var key = $"{kind}:{counter}";
        _counters[key] = _counters.GetValueOrDefault(key) + value;
    }

    /// <summary>Counters go before the histogram, for each direction by itself.</summary>
    public UsageEvent ToEvent(string id, RecordContext context)
    {
        var draft = new EventDraft(context, "otel-metrics")
        {
            Id = id,
            Time = start,
            Provider = attributes.Text("gen_ai.provider.name", "gen_ai.system"),
            Model = attributes.Text("gen_ai.response.model", "gen_ai.request.model"),
            Environment = owner.Text("deployment.environment.name", "deployment.environment"),
        };
        draft.Tag("service.name", owner.Text("service.name"));
        if (_requests is > 0)
        {
            draft.Note(Attribute.Requests, _requests.Value);
        }

        var hasInput = Covers("input_tokens");
        var hasOutput = Covers("output_tokens");
        if (attributes.Text("gen_ai.operation.name") is "embeddings")
        {
            draft.Add(Meters.EmbeddingTokens, hasInput ? Of("text", "input_tokens") : _histogramInput ?? 0);
            return draft.Build();
        }

        new TokenCounts
        {
            Input = hasInput ? Of("text", "input_tokens") : _histogramInput ?? 0,
            InputField = "input_tokens",
            Cached = Of("text", "cache_read.input_tokens"),
            CachedField = "cache_read.input_tokens",
            CacheWrite = Of("text", "cache_write.input_tokens"),
            Output = hasOutput ? Of("text", "output_tokens") : _histogramOutput ?? 0,
            OutputField = "output_tokens",
            Reasoning = Of("text", "reasoning.output_tokens"),
        }.AddTo(draft);
        var audioCached = Of("audio", "cache_read.input_tokens");
        draft.Add(Meters.CachedAudioTokens, audioCached);
        draft.Add(Meters.InputAudioTokens, Of("audio", "input_tokens") - audioCached);
        draft.Add(Meters.OutputAudioTokens, Of("audio", "output_tokens"));
        draft.Add(Meters.InputImageTokens, Of("image", "input_tokens"));
        draft.Add(Meters.OutputImageTokens, Of("image", "output_tokens"));
        return draft.Build();
    }

    private bool Covers(string counter) =>
        _counters.ContainsKey("text:" + counter)
        || _counters.ContainsKey("audio:" + counter)
        || _counters.ContainsKey("image:" + counter);

    private decimal Of(string modality, string counter) => _counters.GetValueOrDefault($"{modality}:{counter}");
}
