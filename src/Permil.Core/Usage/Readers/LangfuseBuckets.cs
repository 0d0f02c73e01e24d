using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>The usage buckets of one Langfuse observation.</summary>
internal sealed class LangfuseBuckets
{
    private decimal _input;
    private decimal _cached;
    private decimal _cacheWrite;
    private decimal _inputAudio;
    private decimal _output;
    private decimal _reasoning;
    private decimal _outputAudio;
    private decimal? _total;
    private bool _isKnown;

    /// <summary>Reads the details, or the older sums where there are none.</summary>
    /// <returns><see langword="false"/> when the observation has no usage.</returns>
    /// <exception cref="UsageFormatException">A bucket is no count, or one whose meaning is not known.</exception>
    public static bool TryOf(JsonElement observation, out LangfuseBuckets buckets)
    {
        buckets = new LangfuseBuckets();
        foreach (var name in (ReadOnlySpan<string>)["usage_details", "usageDetails", "usage"])
        {
            using var document = JsonInText.Open(observation, name, out var details);
            if (details.ValueKind == JsonValueKind.Object)
            {
                buckets.Take(details, name + ".");
                if (buckets._isKnown)
                {
                    return true;
                }
            }
        }

        return false;
    }

    public void AddTo(EventDraft draft, bool isEmbedding)
    {
        var inputParts = _cached + _cacheWrite + _inputAudio;
        var outputParts = _reasoning + _outputAudio;
        var (inputInside, outputInside) = Overlaps(inputParts, outputParts);
        if (isEmbedding)
        {
            draft.Add(Meters.EmbeddingTokens, _input + (inputInside ? 0 : inputParts) + _output);
            return;
        }

        new TokenCounts
        {
            Input = inputInside ? _input : _input + inputParts,
            InputField = "usage_details.input",
            Cached = _cached,
            CachedField = "usage_details.input_cached_tokens",
            CacheWrite = _cacheWrite,
            InputAudio = _inputAudio,
            Output = outputInside ? _output : _output + outputParts,
            OutputField = "usage_details.output",
            OutputAudio = _outputAudio,
            Reasoning = _reasoning,
            Total = _total,
        }.AddTo(draft);
    }

    /// <summary>Which reading of the buckets adds up to the total; without one that does, they do not overlap.</summary>
    private (bool Input, bool Output) Overlaps(decimal inputParts, decimal outputParts)
    {
        if (_total is not { } total)
        {
            return (false, false);
        }

        var plain = _input + _output;
        return total == plain + inputParts + outputParts ? (false, false)
            : total == plain ? (true, true)
            : total == plain + outputParts ? (true, false)
            : total == plain + inputParts ? (false, true)
            : (false, false);
    }

    private void Take(JsonElement details, string path)
    {
        foreach (var bucket in details.EnumerateObject())
        {
            if (bucket.Value.ValueKind == JsonValueKind.Null || bucket.NameEquals("unit"))
            {
                continue;
            }

            var name = bucket.Name;
            var count = details.Count(name, path) ?? 0;
            if (name is "total" or "total_tokens")
            {
                _total = count;
                continue;
            }

            if (Add(name, count))
            {
                _isKnown = true;
            }
            else if (count > 0)
            {
                throw new UsageFormatException(
                    $"{path}{JsonFields.Shorten(name)}: found {count}, allowed: buckets of input, output, cached, reasoning or audio"
                );
            }
        }
    }

    private bool Add(string name, decimal count)
    {
        switch (name)
        {
            case "input" or "input_tokens" or "prompt_tokens" or "promptTokens":
                _input += count;
                return true;
            case "output" or "output_tokens" or "completion_tokens" or "completionTokens":
                _output += count;
                return true;
            case "input_cached_tokens" or "input_cache_read" or "cache_read_input_tokens" or "input_cached":
                _cached += count;
                return true;
            case "input_cache_creation" or "cache_creation_input_tokens" or "input_cache_write_tokens":
                _cacheWrite += count;
                return true;
            case "input_audio_tokens" or "input_audio":
                _inputAudio += count;
                return true;
            case "output_reasoning_tokens" or "output_reasoning":
                _reasoning += count;
                return true;
            case "output_audio_tokens" or "output_audio":
                _outputAudio += count;
                return true;
            default:
                return false;
        }
    }
}
