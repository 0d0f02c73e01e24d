namespace Permil.Usage.Readers;

/// <summary>
/// The token counts of one call as its source reports them, and the one place where they are split into components that
/// do not overlap.
/// </summary>
internal sealed class TokenCounts
{
    /// <summary>The input count; whether it holds the parts below says <see cref="InputIncludesCache"/>.</summary>
    public decimal? Input { get; set; }

    /// <summary>The name of the input count in messages.</summary>
    public string InputField { get; set; } = "prompt_tokens";

    /// <summary>Whether <see cref="Input"/> counts the cached, written and audio tokens too.</summary>
    public bool InputIncludesCache { get; set; } = true;

    public decimal Cached { get; set; }

    /// <summary>The name of the cached count in messages.</summary>
    public string CachedField { get; set; } = "cached_tokens";

    public decimal CacheWrite { get; set; }

    public decimal CacheWrite1h { get; set; }

    /// <summary>Audio within <see cref="Input"/>, cached audio included.</summary>
    public decimal InputAudio { get; set; }

    /// <summary>Audio within <see cref="Cached"/>.</summary>
    public decimal CachedAudio { get; set; }

    public decimal? Output { get; set; }

    public string OutputField { get; set; } = "completion_tokens";

    /// <summary>Audio within <see cref="Output"/>.</summary>
    public decimal OutputAudio { get; set; }

    /// <summary>Within <see cref="Output"/>; noted, not counted again.</summary>
    public decimal? Reasoning { get; set; }

    public decimal? Total { get; set; }

    /// <summary>
    /// Adds the components to the event. Without an input or output count the event is unsettled,
    /// unless the total gives the missing one.
    /// </summary>
    /// <exception cref="UsageFormatException">A part is larger than the count it is part of.</exception>
    public void AddTo(EventDraft draft)
    {
        InferFromTotal();
        if (Input is not { } input || Output is not { } output)
        {
            draft.UnsettledReason = $"the usage has no {(Input is null ? InputField : OutputField)}";
            return;
        }

        var parts = Cached + CacheWrite + CacheWrite1h + InputAudio - CachedAudio;
        if (CachedAudio > Cached || CachedAudio > InputAudio)
        {
            throw new UsageFormatException($"cached audio: found {CachedAudio}, allowed: at most {Cached} (cached)");
        }

        if (InputIncludesCache && parts > input)
        {
            throw new UsageFormatException(
                $"{CachedField}: found {Quantity.Text(parts)} (cache reads, cache writes and audio), allowed: "
                    + $"at most {InputField} ({Quantity.Text(input)}), of which they are part"
            );
        }

        if (OutputAudio > output)
        {
            throw new UsageFormatException(
                $"audio_tokens: found {Quantity.Text(OutputAudio)}, allowed: at most {OutputField} ({Quantity.Text(output)})"
            );
        }

        draft.Add(Meters.InputTokens, InputIncludesCache ? input - parts : input);
        draft.Add(Meters.CachedInputTokens, Cached - CachedAudio);
        draft.Add(Meters.CacheWriteTokens, CacheWrite);
        draft.Add(Meters.CacheWrite1hTokens, CacheWrite1h);
        draft.Add(Meters.InputAudioTokens, InputAudio - CachedAudio);
        draft.Add(Meters.CachedAudioTokens, CachedAudio);
        draft.Add(Meters.OutputTokens, output - OutputAudio);
        draft.Add(Meters.OutputAudioTokens, OutputAudio);
        if (Reasoning is > 0)
        {
            draft.Note(Attribute.ReasoningTokens, Reasoning.Value);
        }

        NoteTotal(draft, InputIncludesCache ? input : input + parts, output);
    }

    private void InferFromTotal()
    {
        if (Total is not { } total || !InputIncludesCache)
        {
            return;
        }

        if (Input is { } input && Output is null && total >= input)
        {
            Output = total - input;
        }
        else if (Output is { } output && Input is null && total >= output)
        {
            Input = total - output;
        }
    }

    /// <summary>The parts are believed; a total that disagrees is kept for whoever looks into it.</summary>
    private void NoteTotal(EventDraft draft, decimal input, decimal output)
    {
        if (Total is { } total && total != input + output)
        {
            draft.Note(
                Attribute.TotalTokens,
                $"{Quantity.Text(total)} reported, {Quantity.Text(input + output)} counted"
            );
        }
    }
}
