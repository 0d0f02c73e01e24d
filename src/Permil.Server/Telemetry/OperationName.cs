using Permil.Usage.Metering;

namespace Permil.Server.Telemetry;

/// <summary>
/// What a call does, as OpenTelemetry's conventions for generative AI name it (<c>gen_ai.operation.name</c>); where they
/// have no name, one of ours in their manner.
/// </summary>
public static class OperationName
{
    public static string Of(CallKind kind) =>
        kind switch
        {
            CallKind.ChatCompletion or CallKind.Response or CallKind.Message => "chat",
            CallKind.Completion => "text_completion",
            CallKind.Embedding => "embeddings",
            CallKind.Rerank => "rerank",
            CallKind.Image => "image_generation",
            CallKind.Speech => "speech",
            CallKind.Transcription => "transcription",
            CallKind.Video => "video_generation",
            CallKind.FineTune => "fine_tuning",
            CallKind.Batch => "batch",
            CallKind.Other => "other",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no operation has a name for it"),
        };
}
