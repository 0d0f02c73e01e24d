namespace Permil.Usage.Metering;

/// <summary>Members of a request that count.</summary>
internal enum RequestField
{
    Other,
    Model,
    Stream,
    StreamOptions,
    MaxTokens,
    MaxCompletionTokens,
    MaxOutputTokens,
    N,
    BestOf,
    NumImages,
    Messages,
    System,
    Instructions,
    Input,
    Prompt,
    Documents,
    Voice,
    Tools,
    Width,
    Height,
    Steps,
    Size,
    Quality,
    Seconds,

    /// <summary>Names something that the model reads and that is not in the body.</summary>
    Reference,
}
