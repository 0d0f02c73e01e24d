using System.Text.Json.Nodes;

namespace Permil.Server.Gateway;

public sealed class CallClockTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    [Theory]
    [InlineData("fault=hang", false)]
    [InlineData("fault=hang", true)]
    [InlineData("bytes=10; fault=hang:3", false)]
    public async Task Silence_BeforeTheAnswerBegan_Is504(string play, bool isStream)
    {
        await using var host = await GatewayHost.Run(gateway => gateway with { IdleTimeout = Short });

        var seen = await host.Send(Ask.Chat(play, isStream, maxTokens: 1000));

        seen.Status.ShouldBe(504);
        seen.Code.ShouldBe("upstream_timeout");
        seen.Text.ShouldContain("silent for 0.15 s");
        seen.Headers.Keys.ShouldNotContain("x-upstream-said");
        await host.Quiet();
        host.Upstream.Ledger.Calls.Single().WasAbandoned.ShouldBeTrue();
        var recorded = await host.EventOf(seen);
        recorded.UnsettledReason.ShouldNotBeNull();
        recorded.ReportedCost!.Value.ShouldBeGreaterThan(0.001m);
    }

    [Fact]
    public async Task Silence_WithinAStream_BreaksItOff()
    {
        await using var host = await GatewayHost.Run(gateway => gateway with { IdleTimeout = Short });

        var seen = await host.Send(Ask.Chat("fault=hang:2; tokens=10,100", isStream: true));

        seen.Status.ShouldBe(200);
        seen.IsWhole.ShouldBeFalse();
        seen.Text.ShouldStartWith("data: {");
        await host.Quiet();
        host.Upstream.Ledger.Calls.Single().WasAbandoned.ShouldBeTrue();
        (await host.EventOf(seen)).UnsettledReason.ShouldNotBeNull();
    }

    [Fact]
    public async Task Bytes_KeepACallAlive_ButNotLongerThanInAll()
    {
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                IdleTimeout = TimeSpan.FromSeconds(5),
                TotalTimeout = TimeSpan.FromMilliseconds(400),
            }
        );

        var seen = await host.Send(Ask.Chat("gap=20; bytes=1"));

        seen.Status.ShouldBe(504);
        seen.Text.ShouldContain("longer than");
        (await host.EventOf(seen)).UnsettledReason.ShouldNotBeNull();
        await host.Quiet();
    }

    [Fact]
    public async Task Bytes_KeepACallAlive_LongerThanOneSilence()
    {
        await using var host = await GatewayHost.Run(gateway => gateway with { IdleTimeout = TimeSpan.FromSeconds(1) });

        // 12 pieces, 150 ms between them.
        var seen = await host.Send(Ask.Chat("gap=150; chunks=8; tokens=10,40", isStream: true));

        seen.IsWhole.ShouldBeTrue();
        seen.Cost.ShouldBe(host.Billed());
    }

    [Fact]
    public async Task Errors_OfMessages_HaveTheShapeOfAnthropics()
    {
        await using var host = await GatewayHost.Run(gateway => gateway with { IdleTimeout = Short });
        var message = new Ask
        {
            Path = "/v1/messages",
            Body = """{"model":"claude-haiku-4-5","max_tokens":9,"messages":[]}""",
            Play = "fault=hang",
        };

        var late = await host.Send(message);
        var nobody = await host.Send(message.By("pml_nobody"));
        var chat = await host.Send(Ask.Chat().By("pml_nobody"));

        late.Status.ShouldBe(504);
        late.Json["type"]!.GetValue<string>().ShouldBe("error");
        late.Json["error"]!["message"]!.GetValue<string>().ShouldNotBeEmpty();
        late.Json["error"]!["type"]!.GetValue<string>().ShouldBe("server_error");
        nobody.Json["type"]!.GetValue<string>().ShouldBe("error");
        nobody.Code.ShouldBe("invalid_api_key");
        ((JsonObject)chat.Json).ContainsKey("type").ShouldBeFalse();
    }
}
