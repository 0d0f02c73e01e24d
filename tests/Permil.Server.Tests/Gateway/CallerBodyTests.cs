using System.Net.Sockets;
using System.Text;

namespace Permil.Server.Gateway;

public sealed class CallerBodyTests
{
    /// <summary>More than the breaker needs to open.</summary>
    private const int Many = 25;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_ThatIsTooLarge_IsTheCallersFault(bool saysLength)
    {
        await using var host = await Before(maxBytes: 100_000);
        for (var i = 0; i < Many; i++)
        {
            var seen = await host.Send(Upload(200_000, saysLength));
            seen.Status.ShouldBe(413, seen.Text);
            seen.Code.ShouldBe("request_too_large");
        }

        await ShouldStillAnswer(host);
        if (saysLength)
        {
            host.Upstream.Ledger.Calls.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Upload_ThatIsBrokenOff_DoesNotCloseTheUpstreamToOthers()
    {
        await using var host = await Before(maxBytes: 100_000);
        for (var i = 0; i < Many; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Address.Host, host.Address.Port);
            await socket
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"POST /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {host.Key}\r\nContent-Length: 5000\r\n\r\nbegun"
                    )
                );
            socket.Client.LingerState = new LingerOption(enable: i % 2 == 0, 0);
        }

        await host.Settled(0);
        await ShouldStillAnswer(host);
    }

    [Fact]
    public async Task Upload_LongerThanTheSilenceAllowed_ComesThrough()
    {
        await using var host = await GatewayHost.Run(gateway => gateway with { IdleTimeout = TimeSpan.FromSeconds(2) });
        using var content = new SlowContent(pieces: 10, TimeSpan.FromMilliseconds(300));

        var seen = await host.Send(new Ask { Path = "/v1/echo/slow", Content = content });

        seen.Status.ShouldBe(200, seen.Text);
        seen.Json["bytes"]!.GetValue<int>().ShouldBe(10);
    }

    private static Task<GatewayHost> Before(long maxBytes) =>
        GatewayHost.Run(gateway => gateway with { MaxFileBytes = maxBytes, MaxBodyBytes = maxBytes });

    private static Ask Upload(int bytes, bool saysLength)
    {
        var content = saysLength
            ? (HttpContent)new ByteArrayContent(new byte[bytes])
            : new SlowContent(1, default, bytes);
        return new Ask { Path = "/v1/files", Content = content };
    }

    private static async Task ShouldStillAnswer(GatewayHost host)
    {
        var seen = await host.Send(Ask.Get("/v1/files"));
        seen.Status.ShouldBe(200, seen.Text);
    }

    /// <summary>A body in pieces, without a length.</summary>
    private sealed class SlowContent(int pieces, TimeSpan pause, int bytesOfPiece = 1) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            for (var i = 0; i < pieces; i++)
            {
                await Task.Delay(pause);
                await stream.WriteAsync(new byte[bytesOfPiece]);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
