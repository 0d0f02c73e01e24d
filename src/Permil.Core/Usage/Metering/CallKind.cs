namespace Permil.Usage.Metering;

/// <summary>What a call asks of a provider, by its path.</summary>
public enum CallKind
{
    /// <summary>Forwarded, not metered.</summary>
    Other,
    ChatCompletion,
    Completion,
    Response,
    Message,
    Embedding,
    Rerank,
    Image,
    Speech,
    Transcription,
    Video,
    FineTune,
    Batch,
}
