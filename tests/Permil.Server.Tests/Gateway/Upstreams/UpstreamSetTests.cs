using Permil.Upstream;

namespace Permil.Server.Gateway.Upstreams;

public sealed class UpstreamSetTests
{
    [Fact]
    public async Task Of_WithoutRoutes_IsTheProviderWhosePriceBookKnowsTheModel()
    {
        await using var host = await GatewayHost.Run();

        await host.Send(Ask.Chat(model: "gpt-4o-mini-2024-07-18"));
        await host.Send(Ask.Chat(model: "claude-haiku-4-5"));
        await host.Send(Ask.Chat(model: "meta-llama/Llama-3.3-70B-Instruct-Turbo"));
        await host.Send(Ask.Chat(model: "nobody/knows-it"));

        host.Upstream.Ledger.Calls.Select(call => call.Provider)
            .ShouldBe(["openai", "anthropic", "together", "openai"]);
    }

    [Fact]
    public async Task Of_WithRoutes_IsTheLongestPrefixThatMatches()
    {
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Routes =
                [
                    new RouteRule("gpt-4o", ["together"]),
                    new RouteRule("gpt-4o-mini", ["anthropic"]),
                    new RouteRule("GPT", ["together"]),
                ],
            }
        );

        await host.Send(Ask.Chat(model: "gpt-4o"));
        await host.Send(Ask.Chat(model: "gpt-4o-mini"));
        await host.Send(Ask.Chat(model: "gpt-4.1"));

        host.Upstream.Ledger.Calls.Select(call => call.Provider).ShouldBe(["together", "anthropic", "openai"]);
    }

    [Fact]
    public async Task Of_SeveralOfOneName_TakeTurns()
    {
        const int Calls = 10;
        await using var other = await UpstreamServer.StartAsync(new() { Key = GatewayHost.ProviderKey });
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams =
                [
                    gateway.Upstreams[0],
                    gateway.Upstreams[0] with
                    {
                        Address = new Uri(other.Url, "openai/v1"),
                    },
                ],
            }
        );

        for (var i = 0; i < Calls; i++)
        {
            (await host.Send(Ask.Chat(isStream: i % 3 == 0))).Status.ShouldBe(200);
        }

        host.Upstream.Ledger.Calls.Count.ShouldBe(Calls / 2);
        other.Ledger.Calls.Count.ShouldBe(Calls / 2);
    }

    [Fact]
    public async Task RuleThatNamesNobody_EndsTheStart()
    {
        await using var host = await GatewayHost.Prepare();

        var start = () =>
            host.Start(options =>
                options with
                {
                    Gateway = options.Gateway with { Routes = [new RouteRule("gpt", ["nobody"])] },
                }
            );

        (await start.ShouldThrowAsync<ArgumentException>()).Message.ShouldContain("'nobody'");

        // Nothing is left locked.
        await host.Start(options => options);
        (await host.Send(Ask.Chat())).Status.ShouldBe(200);
    }
}
