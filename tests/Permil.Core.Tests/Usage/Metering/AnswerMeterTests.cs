using System.Text;
using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

public sealed class AnswerMeterTests
{
    private static readonly RecordContext Context = new("call", 1, 0, ReadResult.Options);
    private static readonly CallRequest Chat = Request(CallKind.ChatCompletion, """{"model":"m"}""");

    [Fact]
    public void Finish_ManyPictures_CountsThemInBoundedMemory()
    {
        const int Pictures = 4;
        var request = Request(CallKind.Image, """{"model":"f","prompt":"x","width":1000,"height":500,"n":4}""");
        var picture = Encoding.UTF8.GetBytes(new string('A', 1024 * 1024));
        var meter = new AnswerMeter(request);
        meter.Add("{\"id\":\"i\",\"data\":["u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < Pictures; index++)
        {
            meter.Add(Encoding.UTF8.GetBytes($"{(index > 0 ? "," : "")}{{\"index\":{index},\"b64_json\":\""));
            for (var part = 0; part < 10; part++)
            {
                meter.Add(picture);
            }

            meter.Add("\"}"u8);
        }

        meter.Add("]}"u8);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        EventText.UsageOf(meter.Finish(Context, isWhole: true)).ShouldBe("image_generations=4 image_megapixels=2");
        allocated.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void Finish_LongVector_KeepsNoneOfIt()
    {
        var meter = new AnswerMeter(Request(CallKind.Embedding, """{"model":"e","input":"x"}"""));
        meter.Add("{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"object\":\"embedding\",\"embedding\":[0"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 1_000_000; index++)
        {
            meter.Add(",-0.0123e-5"u8);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
        meter.Add("]}],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}"u8);

        EventText.UsageOf(meter.Finish(Context, isWhole: true)).ShouldBe("embedding_tokens=8");
    }

    [Fact]
    public void Finish_MoreThanMayBeKept_IsUnsettled()
    {
        var meter = new AnswerMeter(Chat);
        meter.Add("{\"choices\":[],\"usage\":{\"x\":["u8);
        for (var index = 0; index < JsonReduction.MaxBytes / 2; index++)
        {
            meter.Add("0,"u8);
        }

        meter.Add("0]}}"u8);

        meter.Finish(Context, isWhole: true).UnsettledReason.ShouldNotBeNull().ShouldContain("more than 262144 bytes");
    }

    [Fact]
    public void Finish_LongName_IsUnsettled() =>
        Finish(Chat, $$"""{"usage":{ },"choices":[],"id":"{{new string('x', 9000)}}"}""", isWhole: true)
            .UnsettledReason.ShouldNotBeNull()
            .ShouldContain("longer than 8192 bytes");

    [Theory]
    [InlineData("", "the answer is empty")]
    [InlineData("<html>bad gateway</html>", "the answer is no JSON at byte 1")]
    [InlineData("""{"id":"a","usage":{"prompt_tokens":1""", "the answer is cut off")]
    [InlineData("""{"choices":[],"usage":{},"usage":{}}""", "the answer: the key 'usage' stands twice")]
    [InlineData(
        """{"id":"a","model":"m","choices":[],"usage":{"prompt_tokens":-1}}""",
        "usage.prompt_tokens: found '-1'"
    )]
    [InlineData(
        """{"id":"\ud83d","model":"m","choices":[],"usage":{}}""",
        "the answer: a text that counts is no Unicode"
    )]
    public void Finish_NoUsage_IsUnsettledAndSaysWhy(string answer, string reason)
    {
        var found = Finish(Chat, answer, isWhole: true);

        found.UnsettledReason.ShouldNotBeNull().ShouldStartWith(reason);
        found.Usage.ShouldBeEmpty();
        found.Model.ShouldBe("m");
    }

    [Fact]
    public void Finish_Interrupted_IsUnsettledUnlessAllIsThere()
    {
        const string Answer =
            """{"id":"a","object":"chat.completion","model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""";

        Finish(Chat, Answer[..^1], isWhole: false)
            .UnsettledReason.ShouldBe("the answer was interrupted before its end");
        EventText.UsageOf(Finish(Chat, Answer, isWhole: false)).ShouldBe("input_tokens=1 output_tokens=2");
    }

    [Fact]
    public void Finish_ByteOrderMark_IsPassedOver()
    {
        var meter = new AnswerMeter(Chat);
        foreach (var one in "\uFEFF{\"error\":{}}"u8)
        {
            meter.Add([one]);
        }

        meter.Finish(Context, isWhole: true).Attributes[Attribute.Outcome].ShouldBe(Attribute.Failed);
    }

    [Fact]
    public void Finish_Sound_IsCountedByTheRequest()
    {
        var speech = Request(CallKind.Speech, """{"model":"s","input":"12345"}""");

        EventText.UsageOf(Finish(speech, "ID3\u0004", isWhole: false)).ShouldBe("audio_characters=5");
        Finish(speech, """{"error":{"message":"x"}}""", isWhole: true).Usage.ShouldBeEmpty();
        Finish(speech, "", isWhole: true).UnsettledReason.ShouldBe("the answer is empty");
    }

    [Theory]
    [InlineData("""{"text":"Hello"}""")]
    [InlineData("Hello, world")]
    [InlineData("1\n00:00:00,000 --> 00:00:02,000\nHello\n")]
    [InlineData("WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n")]
    public void Finish_TranscriptionWithoutDuration_IsUnsettled(string answer) =>
        Finish(CallRequest.OfForm(CallKind.Transcription, "w", 100), answer, isWhole: true)
            .UnsettledReason.ShouldBe("the transcription does not say how long the audio is (ask for verbose_json)");

    [Fact]
    public void Finish_NoDefaultTime_IsTheCallersMistake() =>
        Should.Throw<ArgumentException>(() =>
            new AnswerMeter(Chat).Finish(Context with { Options = new ReadOptions { DefaultTime = null } }, true)
        );

    private static UsageEvent Finish(CallRequest request, string answer, bool isWhole)
    {
        var meter = new AnswerMeter(request);
        meter.Add(Encoding.UTF8.GetBytes(answer));
        return meter.Finish(Context, isWhole);
    }

    private static CallRequest Request(CallKind kind, string body) =>
        CallRequest.Read(kind, Encoding.UTF8.GetBytes(body));
}
