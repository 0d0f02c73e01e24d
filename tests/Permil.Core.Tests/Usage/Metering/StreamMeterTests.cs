using System.Buffers;
using System.Text;
using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

public sealed class StreamMeterTests
{
    private const string Delta =
        """data: {"id":"s","created":1791000800,"model":"m","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":null}],"usage":null}""";
    private const string Usage =
        """data: {"id":"s","created":1791000800,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}""";

    private static readonly RecordContext Context = new("call", 1, 0, ReadResult.Options);

    private readonly ArrayBufferWriter<byte> _passedOn = new();

    private string PassedOn => Encoding.UTF8.GetString(_passedOn.WrittenSpan);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Add_UsageIsHidden_InPiecesOfEveryLength(string end)
    {
        var before = $": x{end}{end}{Delta}{end}{end}";
        var after = $"data: [DONE]{end}{end}";
        var stream = Encoding.UTF8.GetBytes($"{before}{Usage}{end}{end}{after}");
        for (var length = 1; length <= stream.Length; length++)
        {
            var meter = Chat(hidesUsage: true);
            _passedOn.ResetWrittenCount();
            foreach (var piece in stream.Chunk(length))
            {
                meter.Add(piece, _passedOn);
            }

            meter.Complete(_passedOn);

            PassedOn.ShouldBe(before + after);
            EventText.UsageOf(meter.Finish(Context)).ShouldBe("input_tokens=3 output_tokens=2");
            meter.IsComplete.ShouldBeTrue();
            meter.Deltas.ShouldBe(1);
        }
    }

    [Fact]
    public void Add_UsageIsNotHidden_LeavesAtOnce()
    {
        var meter = Chat(hidesUsage: false);
        var sent = new StringBuilder();
        foreach (var one in $"{Delta}\n\n{Usage}\n\n")
        {
            sent.Append(one);
            meter.Add([(byte)one], _passedOn);
            PassedOn.ShouldBe(sent.ToString());
        }
    }

    [Fact]
    public void Add_WholeEventsAndComments_LeaveAtOnce()
    {
        var meter = Chat(hidesUsage: true);
        meter.Add(Bytes(": ping\n"), _passedOn);
        PassedOn.ShouldBe(": ping\n");
        meter.Add(Bytes($"\n{Delta}\n\n"), _passedOn);
        PassedOn.ShouldBe($": ping\n\n{Delta}\n\n");
    }

    [Fact]
    public void Add_EventWithAChoice_IsNotHeldBack()
    {
        var meter = Chat(hidesUsage: true);
        var begin = Delta[..(Delta.IndexOf("\"choices\":[{", StringComparison.Ordinal) + 12)];
        meter.Add(Bytes(begin[..^1]), _passedOn);
        PassedOn.ShouldBeEmpty();
        meter.Add(Bytes(begin[^1..]), _passedOn);
        PassedOn.ShouldBe(begin);
        meter.Add(Bytes($"{Delta[begin.Length..]}\n\n{Usage}\n\n"), _passedOn);
        PassedOn.ShouldBe($"{Delta}\n\n");
    }

    [Fact]
    public void Add_LargeEvent_IsHeldBackUpToItsBound()
    {
        var meter = Chat(hidesUsage: true);
        var large = $"data: {{\"x\":\"{new string('x', StreamMeter.MaxHeldBytes)}";
        foreach (var piece in Bytes(large).Chunk(1000))
        {
            meter.Add(piece, _passedOn);
        }

        PassedOn.ShouldBe(large);
        var end = "\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";
        meter.Add(Bytes(end), _passedOn);
        PassedOn.ShouldBe(large + end);
        EventText.UsageOf(meter.Finish(Context)).ShouldBe("input_tokens=3 output_tokens=2");
    }

    [Fact]
    public void Complete_UsageWithoutItsEmptyLine_IsReadAndHidden()
    {
        var meter = Chat(hidesUsage: true);
        meter.Add(Bytes($"{Delta}\n\n{Usage}"), _passedOn);
        meter.Complete(_passedOn);

        PassedOn.ShouldBe($"{Delta}\n\n");
        EventText.UsageOf(meter.Finish(Context)).ShouldBe("input_tokens=3 output_tokens=2");
    }

    [Fact]
    public void Complete_CutEvent_IsPassedOn()
    {
        var meter = Chat(hidesUsage: true);
        meter.Add(Bytes($"{Delta}\n\n{Usage[..^1]}"), _passedOn);
        meter.Complete(_passedOn);

        PassedOn.ShouldBe($"{Delta}\n\n{Usage[..^1]}");
        meter.Finish(Context).UnsettledReason.ShouldBe("the stream was interrupted before its usage");
    }

    [Fact]
    public void Finish_UsageSoFar_IsNotTheUsage()
    {
        var soFar = Delta.Replace(
            "\"usage\":null",
            "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}",
            StringComparison.Ordinal
        );
        var interrupted = Chat(hidesUsage: false);
        interrupted.Add(Bytes($"{soFar}\n\n"), _passedOn);
        interrupted.Finish(Context).UnsettledReason.ShouldBe("the stream was interrupted before its usage");

        var complete = Chat(hidesUsage: false);
        complete.Add(Bytes($"{soFar}\n\ndata: [DONE]\n\n"), _passedOn);
        EventText.UsageOf(complete.Finish(Context)).ShouldBe("input_tokens=3 output_tokens=1");
    }

    [Fact]
    public void Finish_Nothing_IsUnsettledWithTheRequestsModel()
    {
        var found = Chat(hidesUsage: true).Finish(Context);

        found.UnsettledReason.ShouldNotBeNull();
        found.Model.ShouldBe("m");
    }

    [Theory]
    [InlineData("data: {\"object\":\"audio.tts.chunk\",\"model\":\"s\",\"b64\":\"UklGRg==\"}\n\n", 5)]
    [InlineData("data: {\"type\":\"speech.audio.delta\",\"audio\":\"UklGRg==\"}\n\ndata: {\"error\":{}}\n\n", 5)]
    [InlineData("data: {\"error\":{\"message\":\"x\"}}\n\n", 0)]
    [InlineData("", 0)]
    public void Finish_Speech_IsCountedByTheRequest(string stream, int characters)
    {
        var request = CallRequest.Read(CallKind.Speech, Bytes("""{"model":"s","input":"12345","stream":true}"""));
        var meter = new StreamMeter(request, hidesUsage: false);
        meter.Add(Bytes(stream), _passedOn);

        meter.Finish(Context).QuantityOf(Meters.AudioCharacters).ShouldBe(characters);
    }

    [Fact]
    public void Finish_LargeResponse_IsReducedInBoundedMemory()
    {
        var meter = new StreamMeter(CallRequest.Read(CallKind.Response, Bytes("""{"model":"g"}""")), hidesUsage: false);
        var text = Bytes(new string('x', 10_000));
        var passedOn = new DroppedBytes();
        meter.Add(
            Bytes(
                "data: {\"type\":\"response.completed\",\"response\":{\"object\":\"response\",\"model\":\"g\",\"output\":[\""
            ),
            passedOn
        );
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var part = 0; part < 1000; part++)
        {
            meter.Add(text, passedOn);
        }

        meter.Add(Bytes("\"],\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}}\n\n"), passedOn);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
        EventText.UsageOf(meter.Finish(Context)).ShouldBe("input_tokens=3 output_tokens=2");
    }

    [Fact]
    public void Add_ManyChunks_AllocatesNothingForEach()
    {
        var meter = Chat(hidesUsage: true);
        var passedOn = new DroppedBytes();
        var chunk = Bytes($"{Delta}\n\n");
        meter.Add(chunk, passedOn);
        meter.Add(chunk.AsSpan(0, 100), passedOn);
        meter.Add(chunk.AsSpan(100), passedOn);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 1000; index++)
        {
            meter.Add(chunk, passedOn);
            meter.Add(chunk.AsSpan(0, 100), passedOn);
            meter.Add(chunk.AsSpan(100), passedOn);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        meter.Deltas.ShouldBe(2002);
    }

    private static StreamMeter Chat(bool hidesUsage) =>
        new(CallRequest.Read(CallKind.ChatCompletion, Bytes("""{"model":"m","stream":true}""")), hidesUsage);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
