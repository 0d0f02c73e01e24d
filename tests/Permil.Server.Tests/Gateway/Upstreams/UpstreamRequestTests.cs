using System.Text;

namespace Permil.Server.Gateway.Upstreams;

public sealed class UpstreamRequestTests
{
    [Fact]
    public async Task Headers_OfTheCallersBusinessWithTheGateway_NeverGoUp()
    {
        await using var host = await GatewayHost.Run();
        const string Secret = "session-of-the-caller";

        var put = Ask.Get("/v1/echo/x?y=%2F") with { Method = HttpMethod.Put };
        foreach (var ask in (Ask[])[Ask.Chat(), Ask.Chat(isStream: true), put])
        {
            var seen = await host.Send(
                ask.With(
                    ("cookie", Secret),
                    ("x-permil-feature", "search"),
                    ("x-permil-anything", Secret),
                    ("X-Forwarded-For", "203.0.113.9"),
                    ("forwarded", "for=203.0.113.9"),
                    ("proxy-authorization", Secret),
                    ("x-api-key", "another"),
                    ("user-agent", "an-app/1"),
                    ("openai-beta", "a=b"),
                    ("accept-encoding", "gzip")
                )
            );
            seen.Status.ShouldBe(200);
        }

        foreach (var call in host.Upstream.Ledger.Calls)
        {
            call.Headers["authorization"].ShouldBe($"Bearer {GatewayHost.ProviderKey}");
            call.Headers.Keys.ShouldNotContain(name =>
                name.StartsWith("x-permil-", StringComparison.Ordinal)
                || name.StartsWith("x-forwarded-", StringComparison.Ordinal)
            );
            call.Headers.Keys.ShouldNotContain("cookie");
            call.Headers.Keys.ShouldNotContain("forwarded");
            call.Headers.Keys.ShouldNotContain("x-api-key");
            string.Join('\n', call.Headers.Values).ShouldNotContain(Secret);
            string.Join('\n', call.Headers.Values).ShouldNotContain(host.Key);
            call.Headers["host"].ShouldBe(host.Upstream.Url.Authority);

            // What the provider is meant to see.
            call.Headers["user-agent"].ShouldBe("an-app/1");
            call.Headers["openai-beta"].ShouldBe("a=b");
        }

        host.Upstream.Ledger.Calls[2].Target.ShouldBe("/openai/v1/echo/x?y=%2F");
        host.Upstream.Ledger.Calls[0].Headers.Keys.ShouldNotContain("accept-encoding");
        host.Upstream.Ledger.Calls[2].Headers["accept-encoding"].ShouldBe("gzip");
    }

    [Fact]
    public async Task ProvidersKey_IsNamedAsTheProviderWantsIt_AndNeverComesBack()
    {
        await using var host = await GatewayHost.Run();
        var message = new Ask
        {
            Path = "/v1/messages",
            Body = """{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""",
        };

        foreach (var ask in (Ask[])[message, Ask.Chat(), Ask.Chat("fault=status:401"), Ask.Get("/v1/models")])
        {
            var seen = await host.Send(ask);
            var all = seen.Text + string.Join('\n', seen.Headers.Select(header => $"{header.Key}: {header.Value}"));
            all.ShouldNotContain(GatewayHost.ProviderKey);
        }

        var first = host.Upstream.Ledger.Calls[0];
        first.Provider.ShouldBe("anthropic");
        first.Headers["x-api-key"].ShouldBe(GatewayHost.ProviderKey);
        first.Headers.Keys.ShouldNotContain("authorization");
        host.Upstream.Ledger.Calls[1].Headers.Keys.ShouldNotContain("x-api-key");
    }

    [Fact]
    public async Task Body_GoesUpByteForByte()
    {
        await using var host = await GatewayHost.Run();
        const string Body =
            """{ "messages" : [ {"role":"user","content":"\u00fc ü 👋"} ],  "model":"gpt-4o-mini","max_tokens":5 , "x":1e2}""";

        await host.Send(new Ask { Path = "/v1/chat/completions", Body = Body });

        var call = host.Upstream.Ledger.Calls.Single();
        Encoding.UTF8.GetString(call.Body.Span).ShouldBe(Body);
        call.Headers["content-type"].ShouldStartWith("application/json");
    }
}
