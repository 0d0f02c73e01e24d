namespace Permil.Usage;

/// <summary>Names of the event attributes that prices and readers share. Values are lower case unless noted.</summary>
public static class Attribute
{
    /// <summary>Pixels, a whole number.</summary>
    public const string Width = "width";

    /// <summary>Pixels, a whole number.</summary>
    public const string Height = "height";

    /// <summary>Diffusion steps of an image, a whole number.</summary>
    public const string Steps = "steps";

    /// <summary>Tier of an image or video: <c>720p</c>, <c>1080p</c>, <c>2k</c>, <c>4k</c>.</summary>
    public const string Resolution = "resolution";

    /// <summary>Quality tier of an image, for example <c>standard</c> or <c>hd</c>.</summary>
    public const string Quality = "quality";

    /// <summary>Length of one video, whole seconds.</summary>
    public const string Seconds = "seconds";

    /// <summary>GPU class: <c>a100</c>, <c>h100</c>, <c>h200</c>, <c>b200</c>, <c>b300</c>, <c>gb300</c>, <c>l40</c>.</summary>
    public const string Gpu = "gpu";

    /// <summary>Reservation of a cluster: <c>preemptible</c>, <c>on-demand</c>, <c>7-30d</c>, <c>31-90d</c>, <c>91-180d</c>, <c>181d+</c>.</summary>
    public const string Term = "term";

    /// <summary>Fine-tuning: <c>lora</c> or <c>full</c>.</summary>
    public const string Method = "method";

    /// <summary>Fine-tuning: <c>sft</c> or <c>dpo</c>.</summary>
    public const string Objective = "objective";

    /// <summary>Service tier when it is not the standard one: <c>priority</c>, <c>flex</c>.</summary>
    public const string ServiceTier = "service_tier";

    /// <summary><c>lite</c>, <c>turbo</c> or <c>reference</c>.</summary>
    public const string Variant = "variant";

    /// <summary><c>input</c> or <c>output</c>, for meters that do not say.</summary>
    public const string Direction = "direction";

    /// <summary>Total parameters of the model, a whole number; chooses the size class of a model without its own price.</summary>
    public const string Parameters = "parameters";

    /// <summary><c>dense</c> or <c>moe</c>.</summary>
    public const string Architecture = "architecture";

    /// <summary>Reasoning tokens, already part of the output.</summary>
    public const string ReasoningTokens = "reasoning_tokens";

    /// <summary>How many calls an event stands for when it is a sum, a whole number.</summary>
    public const string Requests = "requests";

    /// <summary><c>failed</c> or <c>cache_hit</c>: the provider bills nothing. Absent otherwise.</summary>
    public const string Outcome = "outcome";

    /// <summary>The <see cref="Outcome"/> of a call that failed.</summary>
    public const string Failed = "failed";

    /// <summary>The total a source reports where it disagrees with its parts, and what the parts add up to.</summary>
    public const string TotalTokens = "total_tokens";

    /// <summary>The name of a call within its batch.</summary>
    public const string CustomId = "custom_id";

    /// <summary>
    /// Whether an attribute is a note on one event, with a value of its own for nearly each. No price depends on it.
    /// </summary>
    public static bool IsNote(string name) => name is ReasoningTokens or Requests or TotalTokens or CustomId;
}
