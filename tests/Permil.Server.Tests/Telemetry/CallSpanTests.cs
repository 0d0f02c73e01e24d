using System.Diagnostics;

namespace Permil.Server.Telemetry;

[Collection(TraceTests.Name)]
public sealed class CallSpanTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = $"00-{TraceId}-00f067aa0ba902b7-01";

    [Fact]
    public void Start_NobodyListens_IsNoSpanAndLeavesHeadersAlone()
    {
        using var request = new HttpRequestMessage();
        request.Headers.Add("traceparent", Parent);

        var span = CallSpan.Start("chat", "together", "m", Parent, null);
        span.WriteTo(request.Headers);

        span.IsStarted.ShouldBeFalse();
        request.Headers.GetValues("traceparent").ShouldBe([Parent]);
    }

    [Fact]
    public void Start_NobodyListens_AllocatesNothing()
    {
        using var request = new HttpRequestMessage();
        var headers = request.Headers;
        CallSpan.Start("chat", "together", "m", Parent, null).WriteTo(headers);

        var before = GC.GetAllocatedBytesForCurrentThread();
        CallSpan.Start("chat", "together", "m", Parent, null).WriteTo(headers);
        var after = GC.GetAllocatedBytesForCurrentThread();

        after.ShouldBe(before);
    }

    [Fact]
    public void Record_CallersTraceGiven_EndsOneSpanBeneathIt()
    {
        var ended = new List<Activity>();
        using var listener = Listen(ended);
        using var telemetry = new GatewayTelemetry();
        using var request = new HttpRequestMessage();
        request.Headers.Add("traceparent", Parent);
        request.Headers.Add("tracestate", "old=1");

        using (new Activity("made by the web server").Start())
        {
            var span = CallSpan.Start("chat", "", "m", Parent, "vendor=1");
            span.WriteTo(request.Headers);
            telemetry.Record(Sample.Chat, span);
        }

        var activity = ended.ShouldHaveSingleItem();
        activity.TraceId.ToHexString().ShouldBe(TraceId);
        activity.ParentSpanId.ToHexString().ShouldBe("00f067aa0ba902b7");
        activity.Kind.ShouldBe(ActivityKind.Client);
        activity.DisplayName.ShouldBe("chat meta-llama/Llama-3.3-70B");
        activity.Status.ShouldBe(ActivityStatusCode.Unset);
        activity.GetTagItem("gen_ai.provider.name").ShouldBe("together");
        activity.GetTagItem("gen_ai.usage.input_tokens").ShouldBe(1000L);
        activity.GetTagItem("gen_ai.usage.cache_read.input_tokens").ShouldBe(800L);
        activity.TagObjects.ShouldNotContain(tag => tag.Key == "gen_ai.usage.cache_write.input_tokens");
        activity.GetTagItem("permil.cost").ShouldBe("0.000123456789");
        activity.GetTagItem("permil.currency").ShouldBe("USD");
        activity.GetTagItem("permil.sub_account").ShouldBe("search");
        request.Headers.GetValues("traceparent").ShouldBe([$"00-{TraceId}-{activity.SpanId}-01"]);
        request.Headers.GetValues("tracestate").ShouldBe(["vendor=1"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00-nonsense")]
    public void Start_NoTraceGiven_BeginsOneOfItsOwn(string? given)
    {
        var ended = new List<Activity>();
        using var listener = Listen(ended);
        using var telemetry = new GatewayTelemetry();
        using var webServer = new Activity("made by the web server").Start();

        telemetry.Record(Sample.Chat, CallSpan.Start("chat", "together", "m", given, null));

        ended.ShouldHaveSingleItem().ParentSpanId.ShouldBe(default);
        ended[0].TraceId.ShouldNotBe(webServer.TraceId);
    }

    [Fact]
    public void Record_FailedCall_MarksTheSpanAsAnError()
    {
        var ended = new List<Activity>();
        using var listener = Listen(ended);
        using var telemetry = new GatewayTelemetry();

        telemetry.Record(
            Sample.Chat with
            {
                Outcome = CallOutcome.Failed,
                HttpStatus = 502,
                ListCost = null,
            },
            CallSpan.Start("chat", "together", "m", Parent, null)
        );

        ended.ShouldHaveSingleItem().Status.ShouldBe(ActivityStatusCode.Error);
        ended[0].GetTagItem("error.type").ShouldBe("502");
        ended[0].TagObjects.ShouldNotContain(tag => tag.Key == "permil.cost");
    }

    private static ActivityListener Listen(List<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewayTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
