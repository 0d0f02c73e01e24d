using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Permil.Upstream;
using ProviderOptions = Permil.Server.Gateway.Upstreams.UpstreamOptions;

namespace Permil.Server.Gateway.Upstreams;

public sealed class UpstreamCallsTests
{
    [Theory]
    [InlineData(401, false)]
    [InlineData(429, false)]
    [InlineData(503, false)]
    [InlineData(529, true)]
    public async Task Send_ToThoseThatCannot_GoesOnInOrder(int status, bool isStream)
    {
        await using var site = await Routed.Start(status);

        var seen = await site.Host.Send(Ask.Chat("tokens=1000,10", isStream));

        seen.Status.ShouldBe(200);
        seen.Cost.ShouldBe(site.Host.Billed());
        site.Second.Ledger.Calls.Count.ShouldBe(1);
        site.Host.Upstream.Ledger.Calls.Count.ShouldBe(1);
        var recorded = await site.Host.EventOf(seen);
        recorded.Provider.ShouldBe("openai");
        (await site.Host.Reported()).Events.ShouldBe(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    [InlineData(502)]
    public async Task Send_ToOneThatRefusesTheCallItself_GoesNoFurther(int status)
    {
        await using var site = await Routed.Start(status);

        var seen = await site.Host.Send(Ask.Chat());

        seen.Status.ShouldBe(status);
        site.Host.Upstream.Ledger.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_WhenAllSayLater_PassesOnWhatTheLastOneSays()
    {
        await using var site = await Routed.Start(503);

        var seen = await site.Host.Send(Ask.Chat("fault=status:429:7"));

        seen.Status.ShouldBe(429);
        seen.Headers["retry-after"].ShouldBe("7");
        seen.Text.ShouldContain("dynamic_request_limited");
        (await site.Host.EventOf(seen)).UnsettledReason.ShouldBeNull();
        (await site.Host.Reported()).ListCost.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_ThatMayHaveBeenWorkedOn_IsNotSentTwice(bool isStream)
    {
        await using var site = await Routed.Start(0);
        site.Second.Play = Play.Plain;
        await site.Host.Send(Ask.Chat());
        site.Second.Play = Play.Parse("fault=reset", Play.Plain);

        // The connection that was good before is dropped once the request is there.
        var seen = await site.Host.Send(Ask.Chat(isStream: isStream, maxTokens: 1000));

        seen.Status.ShouldBe(502);
        seen.Code.ShouldBe("upstream_error");
        site.Second.Ledger.Calls.Count.ShouldBe(2);
        site.Host.Upstream.Ledger.Calls.ShouldBeEmpty();
        var recorded = await site.Host.EventOf(seen);
        recorded.UnsettledReason.ShouldBe("the upstream gave no answer");

        // 1000 tokens of output at the dearest tier, and input of a token for a byte at most.
        recorded.ReportedCost!.Value.ShouldBeInRange(0.001m, 0.0012m);
    }

    [Fact]
    public async Task Send_ToNobody_CostsNothing()
    {
        using var taken = Taken();
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams = [Refusing(taken)],
                ConnectRetries = 1,
            }
        );

        var seen = await host.Send(Ask.Chat());

        seen.Status.ShouldBe(502);
        seen.Code.ShouldBe("upstream_unreachable");
        seen.Text.ShouldContain("'openai'");
        (await host.EventsOf(seen.Id)).ShouldBeEmpty();
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
    }

    [Fact]
    public async Task Send_ToOneThatDoesNotTakeConnections_IsGivenUpInTime()
    {
        // A full queue of connections that nobody takes: further ones are not answered.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen(0);
        var address = (IPEndPoint)deaf.LocalEndPoint!;
        var waiting = new List<Socket>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                waiting.Add(socket);
                socket.Blocking = false;
                Should.Throw<SocketException>(() => socket.Connect(address));
            }

            await using var host = await GatewayHost.Run(gateway =>
                gateway with
                {
                    Upstreams =
                    [
                        new ProviderOptions("deaf", new Uri($"http://{address}/v1"), null),
                        .. gateway.Upstreams,
                    ],
                    Routes = [new RouteRule("gpt", ["deaf", "openai"]), new RouteRule("alone", ["deaf"])],
                    ConnectTimeout = TimeSpan.FromMilliseconds(100),
                    ConnectRetries = 0,
                }
            );

            var seen = await host.Send(Ask.Chat(model: "alone"));
            seen.Status.ShouldBe(504, seen.Text);
            seen.Code.ShouldBe("upstream_timeout");
            (await host.EventsOf(seen.Id)).ShouldBeEmpty();

            (await host.Send(Ask.Chat())).Status.ShouldBe(200);
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Send_ToOneThatFailedTooOften_IsNotTriedForAWhile()
    {
        const int Failures = 20;
        await using var host = await GatewayHost.Run();
        host.Upstream.Play = Play.Parse("fault=status:503", Play.Plain);
        for (var i = 0; i < Failures; i++)
        {
            (await host.Send(Ask.Chat())).Status.ShouldBe(503);
        }

        var seen = await host.Send(Ask.Chat());

        seen.Status.ShouldBe(502);
        seen.Code.ShouldBe("upstream_unavailable");
        seen.Headers["retry-after"].ShouldBe("5");
        host.Upstream.Ledger.Calls.Count.ShouldBe(Failures);
        (await host.EventsOf(seen.Id)).ShouldBeEmpty();
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);

        // Another provider has a breaker of its own.
        host.Upstream.Play = Play.Plain;
        (await host.Send(Ask.Chat(model: "claude-haiku-4-5"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Send_WhileOneIsNotTried_GoesToTheNext()
    {
        const int Failures = 20;
        await using var site = await Routed.Start(503);
        for (var i = 0; i < Failures + 5; i++)
        {
            (await site.Host.Send(Ask.Chat())).Status.ShouldBe(200);
        }

        site.Second.Ledger.Calls.Count.ShouldBe(Failures);
        site.Host.Upstream.Ledger.Calls.Count.ShouldBe(Failures + 5);
    }

    [Fact]
    public async Task GivenUpAnswer_ThatSaysWhatItUsed_IsMeteredToo()
    {
        await using var costly = await LoopbackServer.StartAsync(async http =>
        {
            http.Response.StatusCode = 429;
            await http.Response.WriteAsJsonAsync(
                new
                {
                    @object = "chat.completion",
                    choices = Array.Empty<object>(),
                    usage = new { prompt_tokens = 1_000_000, completion_tokens = 0 },
                }
            );
        });
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams = [new ProviderOptions("openai", new Uri(costly.Url, "v1"), null), .. gateway.Upstreams],
                Routes = [new RouteRule("gpt", ["openai"])],
            }
        );

        var seen = await host.Send(Ask.Chat("tokens=1000000,0"));

        seen.Status.ShouldBe(200);
        seen.Cost.ShouldBe(0.30m);
        (await host.EventOf(seen)).UnsettledReason.ShouldBeNull();
        var first = (await host.EventsOf($"{seen.Id}/1")).Single();
        first.Usage.Sum(one => one.Quantity).ShouldBe(1_000_000);
        (await host.Reported()).ListCost.ShouldBe(0.30m);
    }

    [Theory]
    [InlineData("/v1/audio/speech", """{"model":"gpt-tts","input":"Hallo","voice":"x"}""")]
    [InlineData("/v1/images/generations", """{"model":"gpt-image","prompt":"x","n":4,"width":1024,"height":1024}""")]
    public async Task GivenUpAnswer_OfAKindThatIsMeteredByTheRequest_CostsNothing(string path, string body)
    {
        await using var site = await Routed.Start(429);

        var seen = await site.Host.Send(new Ask { Path = path, Body = body });

        seen.Status.ShouldBe(200);
        site.Second.Ledger.Calls.Count.ShouldBe(1);
        (await site.Host.EventsOf($"{seen.Id}/1")).ShouldBeEmpty();
        (await site.Host.Reported()).Events.ShouldBe(1);
    }

    /// <summary>An address of the loopback that is taken, so that nobody else gets it, and where nobody listens.</summary>
    private static Socket Taken()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static ProviderOptions Refusing(Socket taken) =>
        new("openai", new Uri($"http://{taken.LocalEndPoint}/v1"), null);

    /// <summary>Models that begin with gpt go to an address where nobody is, then to a second provider, then to the host's.</summary>
    private sealed class Routed : IAsyncDisposable
    {
        public required GatewayHost Host { get; init; }

        public required UpstreamServer Second { get; init; }

        public required Socket Nobody { get; init; }

        /// <param name="status">What the second one answers; 0: as the call says.</param>
        public static async Task<Routed> Start(int status)
        {
            var nobody = Taken();
            var second = await UpstreamServer.StartAsync(new());
            var host = await GatewayHost.Run(gateway =>
                gateway with
                {
                    Upstreams =
                    [
                        Refusing(nobody),
                        new ProviderOptions("openai", new Uri(second.Url, "v1"), null),
                        .. gateway.Upstreams,
                    ],

                    // Those of one name, in a rule in this order.
                    Routes = [new RouteRule("gpt", ["openai"])],
                    ConnectRetries = 0,
                }
            );
            if (status > 0)
            {
                second.Play = Play.Parse($"fault=status:{status}", Play.Plain);
            }

            return new Routed
            {
                Host = host,
                Second = second,
                Nobody = nobody,
            };
        }

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await Second.DisposeAsync();
            Nobody.Dispose();
        }
    }
}
