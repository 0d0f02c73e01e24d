using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Permil.Server.Gateway;

namespace Permil.Server.Hosting;

/// <summary>A caller that sends its whole body before it reads must see why the body is refused, not a broken connection.</summary>
public sealed class RefusedBodyTests
{
    private const int Megabyte = 1 << 20;

    [Theory]
    [InlineData("/v1/chat/completions", 8, true)]
    [InlineData("/v1/chat/completions", 8, false)]
    [InlineData("/v1/files", 8, true)]
    [InlineData("/v1/files", 8, false)]
    [InlineData("/api/v1/accounts", 8, true)]
    [InlineData("/api/v1/accounts", 8, false)]
    [InlineData("/api/v1/usage", 66, true)]
    [InlineData("/api/v1/usage", 66, false)]
    public async Task Body_ThatIsTooLarge_IsAnsweredAfterAllOfItIsSent(string path, int megabytes, bool saysLength)
    {
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                MaxBodyBytes = 5 * Megabyte,
                MaxFileBytes = 5 * Megabyte,
            }
        );
        var key = path == "/api/v1/accounts" ? host.Server.FirstAdminToken! : host.Key;

        var answer = await SendAllThenRead(host.Address, path, key, megabytes, saysLength);

        answer.ShouldStartWith("HTTP/1.1 413 ");
        answer.ShouldContain("allowed");
    }

    private static async Task<string> SendAllThenRead(
        Uri address,
        string path,
        string key,
        int megabytes,
        bool saysLength
    )
    {
        // JSON of nothing but space, and lines of it: whoever reads it has nothing to refuse but its length.
        var piece = new byte[Megabyte];
        piece.AsSpan().Fill((byte)'\n');
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        var stream = socket.GetStream();
        var length = saysLength ? $"Content-Length: {megabytes * Megabyte}" : "Transfer-Encoding: chunked";
        await Write(
            $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n"
                + $"Content-Type: application/x-ndjson\r\n{length}\r\n\r\n"
        );
        for (var i = 0; i < megabytes; i++)
        {
            if (!saysLength)
            {
                await Write(string.Create(CultureInfo.InvariantCulture, $"{Megabyte:x}\r\n"));
            }

            await stream.WriteAsync(piece);
            if (!saysLength)
            {
                await Write("\r\n");
            }
        }

        if (!saysLength)
        {
            await Write("0\r\n\r\n");
        }

        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();

        Task Write(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
    }
}
