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
    Functions,
    Width,
    Height,
    Steps,
    Size,
    Quality,
    Seconds,
    Resolution,
    Query,
    ServiceTier,
    InputFile,
    Endpoint,

    /// <summary>Names something that the model reads and that is not in the body.</summary>
    Reference,

    /// <summary>Lets the provider do what the request does not measure: search, call tools, take another model.</summary>
    OpenEnded,
}
