using System.Text.Json;

namespace Permil.Usage.Readers;

public sealed class StreamUsageTests
{
    private const string Chunk =
        """{"id":"s","object":"chat.completion.chunk","created":1791000800,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":null}],"usage":null}""";
    private const string Usage =
        """{"id":"s","object":"chat.completion.chunk","created":1791000800,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    private static readonly RecordContext Context = new("stream", 1, 0, ReadResult.Options);

    [Fact]
    public void Finish_UsageInTheLastChunk_IsTheEvent()
    {
        var stream = Of(Chunk, Usage);
        stream.Complete();

        var one = stream.Finish(Context);

        stream.IsComplete.ShouldBeTrue();
        EventText.Of(one).ShouldBe("openai-compatible/s 2026-10-03T04:13:20 m | input_tokens=3 output_tokens=2");
    }

    [Fact]
    public void Finish_NoUsage_IsUnsettledAndSaysWhy()
    {
        Of(Chunk).Finish(Context).UnsettledReason.ShouldBe("the stream was interrupted before its usage");
        var complete = Of(Chunk);
        complete.Complete();
        complete.Finish(Context).UnsettledReason.ShouldNotBeNull().ShouldContain("include_usage");
        Of(Chunk, """{"error":{"message":"x"}}""")
            .Finish(Context)
            .UnsettledReason.ShouldNotBeNull()
            .ShouldContain("error");
    }

    [Fact]
    public void Finish_OnlyAnError_Failed() =>
        Of("""{"error":{"message":"x"}}""").Finish(Context).Attributes[Attribute.Outcome].ShouldBe("failed");

    [Fact]
    public void Finish_BadUsage_NamesTheField() =>
        Should
            .Throw<UsageFormatException>(() =>
                Of("""{"id":"s","choices":[],"usage":{"prompt_tokens":-3,"completion_tokens":2}}""").Finish(Context)
            )
            .Message.ShouldStartWith("usage.prompt_tokens: found '-3'");

    [Fact]
    public void Finish_AnthropicDeltas_ReplaceAndNeverAdd()
    {
        var stream = Of(
            """{"type":"message_start","message":{"id":"m1","model":"claude-sonnet-4-6","usage":{"input_tokens":10,"cache_read_input_tokens":7,"output_tokens":1}}}""",
            """{"type":"message_delta","delta":{},"usage":{"output_tokens":20}}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":null,"output_tokens":45}}""",
            """{"type":"message_stop"}"""
        );

        EventText.UsageOf(stream.Finish(Context)).ShouldBe("input_tokens=10 cached_input_tokens=7 output_tokens=45");
    }

    [Fact]
    public void Finish_FailedResponse_BillsNothing()
    {
        var stream = Of(
            """{"type":"response.created","response":{"id":"r","object":"response","status":"in_progress","usage":null}}""",
            """{"type":"response.failed","response":{"id":"r","object":"response","status":"failed","usage":null}}"""
        );

        var one = stream.Finish(Context);

        one.Attributes[Attribute.Outcome].ShouldBe("failed");
        one.UnsettledReason.ShouldBeNull();
    }

    [Fact]
    public void Read_TranscriptWithoutEmptyLines_IsReadToo()
    {
        var found = ReadResult.Of($"data: {Chunk}\ndata: {Usage}\ndata: [DONE]\n");

        found.Single().QuantityOf(Meters.InputTokens).ShouldBe(3);
    }

    [Fact]
    public void Read_DataOverSeveralLines_IsJoined()
    {
        var usage = Usage.Replace(",\"usage\"", ",\ndata: \"usage\"", StringComparison.Ordinal);

        ReadResult
            .Of($"data: {Chunk}\r\n\r\ndata: {usage}\r\n\r\ndata: [DONE]\r\n")
            .Single()
            .QuantityOf(Meters.OutputTokens)
            .ShouldBe(2);
    }

    [Fact]
    public void Read_CutChunk_IsRejectedAndTheStreamUnsettled()
    {
        var found = ReadResult.Of($"data: {Chunk}\n\ndata: {Usage[..60]}");

        found.Events.ShouldHaveSingleItem().UnsettledReason.ShouldNotBeNull();
        found.Rejected.ShouldHaveSingleItem().Line.ShouldBe(3);
    }

    [Fact]
    public void Read_EmptyData_IsNothing() =>
        ReadResult
            .Of($"data:\n\ndata: {Chunk}\ndata:\n\ndata: {Usage}\n\ndata: [DONE]\n")
            .Events.ShouldHaveSingleItem();

    private static StreamUsage Of(params string[] chunks)
    {
        var stream = new StreamUsage();
        foreach (var text in chunks)
        {
            using var chunk = JsonDocument.Parse(text);
            stream.Add(chunk.RootElement);
        }

        return stream;
    }
}
