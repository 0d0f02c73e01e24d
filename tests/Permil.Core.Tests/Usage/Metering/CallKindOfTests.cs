namespace Permil.Usage.Metering;

public sealed class CallKindOfTests
{
    [Theory]
    [InlineData("/v1/chat/completions", CallKind.ChatCompletion)]
    [InlineData("/v1/completions", CallKind.Completion)]
    [InlineData("/v1/responses", CallKind.Response)]
    [InlineData("/v1/messages", CallKind.Message)]
    [InlineData("/v1/embeddings", CallKind.Embedding)]
    [InlineData("/v1/rerank", CallKind.Rerank)]
    [InlineData("/v1/images/generations", CallKind.Image)]
    [InlineData("/v1/audio/speech", CallKind.Speech)]
    [InlineData("/v1/audio/transcriptions", CallKind.Transcription)]
    [InlineData("/v1/audio/translations", CallKind.Transcription)]
    [InlineData("/v1/videos", CallKind.Video)]
    [InlineData("/v1/fine-tunes", CallKind.FineTune)]
    [InlineData("/v1/fine-tuning/jobs", CallKind.FineTune)]
    [InlineData("/v1/batches", CallKind.Batch)]
    [InlineData("/v1/chat/completions/", CallKind.ChatCompletion)]
    [InlineData("//v1//Chat/completions", CallKind.ChatCompletion)]
    [InlineData("/v1/chat/completions/c1", CallKind.Other)]
    [InlineData("/v1/responses/r1", CallKind.Other)]
    [InlineData("/v1/chatcompletions", CallKind.Other)]
    [InlineData("/v2/chat/completions", CallKind.Other)]
    [InlineData("/", CallKind.Other)]
    [InlineData("", CallKind.Other)]
    [InlineData("/v1/chat/completions/and/some/more/of/it", CallKind.Other)]
    public void Request_Post_IsOfItsPath(string path, CallKind kind) => CallKindOf.Request("POST", path).ShouldBe(kind);

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public void Request_AnyOtherMethod_IsNotMetered(string method) =>
        CallKindOf.Request(method, "/v1/videos").ShouldBe(CallKind.Other);
}
