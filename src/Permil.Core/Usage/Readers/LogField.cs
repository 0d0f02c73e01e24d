namespace Permil.Usage.Readers;

/// <summary>What a field of an application's own log line or a CSV column means.</summary>
public enum LogField
{
    Id,
    Source,
    Time,
    Provider,
    Model,
    Mode,
    Account,
    SubAccount,
    Feature,
    Environment,

    /// <summary>Input tokens that include the cached ones (OpenAI's <c>prompt_tokens</c>).</summary>
    PromptTokens,

    /// <summary>Input tokens whose relation to the cached ones the provider's convention decides (<c>input_tokens</c>).</summary>
    InputTokens,

    /// <summary>Cached tokens that are part of the prompt count (<c>prompt_tokens_details.cached_tokens</c>).</summary>
    CachedInsidePrompt,

    /// <summary>
    /// Cached tokens without a hint (<c>cached_tokens</c>): part of a prompt count; beside an
    /// <see cref="InputTokens"/> count the provider's convention decides, and part of it when that is not known.
    /// </summary>
    CachedTokens,

    /// <summary>Cached tokens beside the input count (<c>cache_read_input_tokens</c>).</summary>
    CachedOutsideInput,
    CacheWriteTokens,
    CacheWrite1hTokens,
    OutputTokens,
    ReasoningTokens,
    TotalTokens,

    /// <summary>A quantity of the meter the field is named after.</summary>
    MeterQuantity,

    /// <summary>An attribute by its own name (<c>width</c>, <c>gpu</c>, ...).</summary>
    Attribute,
    Tag,
    ReportedCost,
}
