using System.Collections.Concurrent;
using System.Diagnostics;
using Permil.Server.Telemetry;

namespace Permil.Server.Gateway;

[Collection(TraceTests.Name)]
public sealed class CallSpanOfCallsTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = $"00-{TraceId}-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_IsASpanBeneathTheCallers_AndTheUpstreamsIsBeneathIt(bool isStream)
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(Ask.Chat(isStream: isStream).With(("traceparent", Parent), ("tracestate", "v=1")));

        await host.Quiet();
        var span = await Only(ended);
        span.TraceId.ToHexString().ShouldBe(TraceId);
        span.ParentSpanId.ToHexString().ShouldBe("00f067aa0ba902b7");
        span.GetTagItem("permil.request.id").ShouldBe(seen.Id);
        span.GetTagItem("permil.cost").ShouldNotBeNull();
        var up = host.Upstream.Ledger.Calls.Single().Headers;
        up["traceparent"].ShouldBe($"00-{TraceId}-{span.SpanId.ToHexString()}-01");
        up["tracestate"].ShouldBe("v=1");
    }

    [Fact]
    public async Task Call_WithoutATrace_BeginsOne()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        await using var host = await GatewayHost.Run();

        await host.Send(Ask.Chat("fault=status:500"));

        await host.Quiet();
        var span = await Only(ended);
        span.ParentSpanId.ShouldBe(default);
        span.Status.ShouldBe(ActivityStatusCode.Error);
        host.Upstream.Ledger.Calls.Single().Headers["traceparent"].ShouldBe(span.Id);
    }

    [Fact]
    public async Task Call_WhenNobodyListens_PassesTheCallersTraceOn()
    {
        await using var host = await GatewayHost.Run();

        await host.Send(Ask.Chat().With(("traceparent", Parent)));

        host.Upstream.Ledger.Calls.Single().Headers["traceparent"].ShouldBe(Parent);
    }

    /// <summary>A span ends after its answer.</summary>
    private static async Task<Activity> Only(ConcurrentQueue<Activity> ended)
    {
        var limit = TimeProvider.System.GetUtcNow() + GatewayHost.Soon;
        while (ended.IsEmpty)
        {
            TimeProvider.System.GetUtcNow().ShouldBeLessThan(limit, "no span ended");
            await Task.Delay(5);
        }

        return ended.ShouldHaveSingleItem();
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewayTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
