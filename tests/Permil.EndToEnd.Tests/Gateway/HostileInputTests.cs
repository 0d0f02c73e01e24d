using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Permil.Upstream;

namespace Permil.Gateway;

/// <summary>Callers who mean harm: refused or bounded, and memory stays flat.</summary>
public sealed class HostileInputTests
{
    private const long Mebi = 1 << 20;
    private const int Good = 200;

    [Fact]
    public async Task HugeBody_IsRefusedWithoutBeingKept()
    {
        const long Length = 1024 * Mebi;
        await using var site = await GatewaySite.PrepareAsync();
        var key = site.CreateKey();
        await site.StartAsync();
        await WorksAsync(site, key);
        var before = site.Gateway.ResidentBytes();

        foreach (var isChunked in (bool[])[false, true])
        {
            using var connection = await RawConnection.OpenAsync(site.Url);
            await connection.SendAsync(
                Head(key, "POST /v1/chat/completions")
                    + (isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {Length}\r\n\r\n")
            );
            var answer = connection.ReadToEndAsync();
            var sent = await FillAsync(connection, Length, isChunked, answer);

            sent.ShouldBeLessThan(Length, "all of it was taken");
            var text = await answer;
            (text.Length == 0 || text.Contains(" 413 ", StringComparison.Ordinal)).ShouldBeTrue(text);
        }

        site.Upstream.Ledger.Calls.Count.ShouldBe(1);
        await WorksAsync(site, key);

        // The largest body that is allowed may have been held, twice while its buffer grew.
        (site.Gateway.ResidentBytes() - before).ShouldBeLessThan(300 * Mebi);
    }

    [Fact]
    public async Task SlowAndIdleConnections_AreBoundedAndHinderNobody()
    {
        const int Slow = 200;
        const long PerConnection = 32 * 1024;
        await using var site = await GatewaySite.PrepareAsync();
        var key = site.CreateKey();
        await site.StartAsync();
        await WorksAsync(site, key);
        var before = site.Gateway.ResidentBytes();
        var connections = new List<RawConnection>();
        try
        {
            var idle = IdleConnections();
            for (var i = 0; i < idle + Slow; i++)
            {
                connections.Add(await RawConnection.OpenAsync(site.Url));
            }

            var slow = connections.Take(Slow).ToList();
            foreach (var connection in slow)
            {
                await connection.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            }

            var ends = Task.WhenAll(slow.Select(connection => connection.ReadToEndAsync()));
            await WorksAsync(site, key);
            (site.Gateway.ResidentBytes() - before).ShouldBeLessThan((64 * Mebi) + (connections.Count * PerConnection));

            // A header that never ends is not waited for for ever.
            var answers = await ends.WaitAsync(TimeSpan.FromSeconds(35));
            answers.ShouldAllBe(text => text.Length == 0 || text.StartsWith("HTTP/1.1 408", StringComparison.Ordinal));
            await WorksAsync(site, key);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        await WorksAsync(site, key);
    }

    [Fact]
    public async Task OddRequests_AddNoHeaderNoCallAndNoPath()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var key = site.CreateKey();
        await site.StartAsync();
        const string Body = """{"model":"gpt-4o-mini","max_tokens":1,"messages":[]}""";
        var length = $"Content-Length: {Body.Length}\r\n";
        string[] heads =
        [
            // Line ends in values. (A bare line feed ends a line by RFC 9112, section 2.2: that is no injection.)
            $"{Head(key, "POST /v1/chat/completions")}{length}x-permil-tags: call=a\rX-Evil: 1\r\n",
            $"{Head(key, "POST /v1/chat/completions")}{length}x-permil-feature: a%0d%0aX-Evil: 1\r\n",
            $"{Head(key, "POST /v1/chat/completions")}{length}x-permil-feature: a\0b\r\n",
            $"{Head(key, "POST /v1/chat/completions")}{length}x-permil-feature: a\r\n X-Evil: 1\r\n",
            // Two lengths, two keys, a second request inside the body.
            $"{Head(key, "POST /v1/chat/completions")}{length}Content-Length: 4\r\n",
            $"{Head(key, "POST /v1/chat/completions")}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            $"{Head(key, "POST /v1/chat/completions")}{length}Authorization: Bearer other\r\n",
            $"{Head(key, "POST /v1/chat/completions")}{length}Transfer-Encoding: identity, chunked\r\n",
            // Paths out of /v1.
            .. Paths().Select(path => $"{Head(key, $"POST {path}")}{length}"),
        ];
        foreach (var head in heads)
        {
            using var connection = await RawConnection.OpenAsync(site.Url);
            await connection.SendAsync($"{head}Connection: close\r\n\r\n{Body}");
            var answer = await connection.ReadToEndAsync();
            answer.ShouldNotContain("\r\nX-Evil");
            (answer.Split("HTTP/1.1 ").Length - 1).ShouldBeLessThanOrEqualTo(1, head);
        }

        await WorksAsync(site, key);
        var calls = site.Upstream.Ledger.Calls;
        calls.Count.ShouldBeLessThanOrEqualTo(heads.Length + 1);
        foreach (var call in calls)
        {
            call.Headers.Keys.ShouldNotContain("x-evil");
            call.Target.ShouldMatch("^/(openai|together|anthropic)/v1/", call.Target);
            call.Headers["authorization"].ShouldBe($"Bearer {GatewaySite.ProviderKey}");
            call.Target.ShouldNotContain("..");
        }
    }

    [Fact]
    public async Task KeyOfAnotherTenant_NeitherSpendsNorSeesWhatIsNotItsOwn()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var red = site.CreateKey("--tenant", "red");
        var blue = site.CreateKey("--tenant", "blue");
        site.SetBudget("account=acme,tenant=red", "0.01");
        await site.StartAsync();
        using var redDriver = new CallDriver(red);
        using var blueDriver = new CallDriver(blue);
        using var nobody = new CallDriver("pml_not-a-key");

        var first = await redDriver.CallAsync(site.Url, CallDriver.Plain("red-1", "f"));
        first.Status.ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 5; i++)
        {
            var other = await blueDriver.CallAsync(site.Url, CallDriver.Plain($"blue-{i}", "f"));
            other.Status.ShouldBe(HttpStatusCode.OK);
            other.Remaining.ShouldBeNull();
        }

        var second = await redDriver.CallAsync(site.Url, CallDriver.Plain("red-2", "f"));
        second.Remaining.ShouldBe(first.Remaining - decimal.Parse(second.Cost!));
        (await nobody.CallAsync(site.Url, CallDriver.Plain("nobody", "f"))).Status.ShouldBe(
            HttpStatusCode.Unauthorized
        );

        // What a header says of tenants and accounts does not count.
        using (var connection = await RawConnection.OpenAsync(site.Url))
        {
            const string Body = """{"model":"gpt-4o","max_tokens":1,"messages":[]}""";
            await connection.SendAsync(
                $"{Head(blue, "POST /v1/chat/completions")}x-permil-tenant: red\r\nx-permil-subaccount: red\r\n"
                    + $"x-permil-account: other\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"
            );
            await connection.ReadToEndAsync();
        }

        await site.StopAsync();
        var tenants = MeteredCall.Of(site.Report("tenant"), "tenant");
        tenants["red"].Events.ShouldBe(2);
        tenants["blue"].Events.ShouldBeInRange(5, 6);
        tenants.Keys.Except(["red", "blue"]).ShouldBeEmpty();
        site.Upstream.Ledger.Calls.ShouldNotContain(call => call.Name == "nobody");
    }

    [Fact]
    public async Task AddressesInRequests_AreForwardedAndNeverFetched()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var key = site.CreateKey();
        await site.StartAsync();
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        var address = $"http://{trap.LocalEndpoint}/secret";
        (string Path, string Body)[] calls =
        [
            (
                "chat/completions",
                """{"model":"gpt-4o","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"ADDRESS"}}]}]}"""
            ),
            (
                "responses",
                """{"model":"gpt-4o","max_output_tokens":1,"input":[{"role":"user","content":[{"type":"input_file","file_url":"ADDRESS"}]}]}"""
            ),
            (
                "images/generations",
                """{"model":"black-forest-labs/FLUX.1-schnell","prompt":"x","n":1,"width":64,"height":64,"image_url":"ADDRESS"}"""
            ),
            (
                "videos",
                """{"model":"minimax/hailuo-02","prompt":"x","seconds":"10","frame_images":[{"input_image":"ADDRESS"}]}"""
            ),
            ("fine-tunes", """{"model":"meta-llama/Meta-Llama-3.1-8B-Instruct-Reference","training_file":"ADDRESS"}"""),
            ("echo", """{"webhook":"ADDRESS"}"""),
        ];
        calls = [.. calls.Select(call => (call.Path, call.Body.Replace("ADDRESS", address, StringComparison.Ordinal)))];
        using var client = new HttpClient();
        foreach (var (path, body) in calls)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{site.Url}/v1/{path}")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("authorization", $"Bearer {key}");
            using var response = await client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        site.Upstream.Ledger.Calls.Select(call => Encoding.UTF8.GetString(call.Body.Span))
            .ShouldBe(calls.Select(call => call.Body));
        await site.StopAsync();
        trap.Pending().ShouldBeFalse("somebody fetched an address out of a request");
    }

    private static string Head(string key, string request) =>
        $"{request} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer {key}\r\n";

    private static IEnumerable<string> Paths() =>
        [
            "/v1/../_calls",
            "/v1/../../_calls",
            "/v1/..%2f_calls",
            "/v1/%2e%2e/%2e%2e/_calls",
            "/v1/..%5c_calls",
            "/v1/..\\_calls",
            "/v1/echo/../../../_release",
            "/v1/echo/%2e%2e/%2e%2e/%2e%2e/_release",
            "/v1/;/../_calls",
            "/v1//_calls",
            "//v1/_calls",
            "/v1/http://127.0.0.1/_calls",
            "/v1@127.0.0.1/_calls",
            "http://127.0.0.1/v1/../_calls",
            "/v1/../admin",
            "/V1/_calls",
        ];

    /// <summary>A plain call is answered, and soon.</summary>
    private static async Task WorksAsync(GatewaySite site, string key)
    {
        using var driver = new CallDriver(key);
        var clock = Stopwatch.StartNew();
        var seen = await driver.CallAsync(site.Url, CallDriver.Plain($"works-{clock.GetHashCode()}", "works"));
        ((int?)seen.Status).ShouldBe(Good, site.Gateway.Error);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    /// <returns>How many bytes could be sent before the other side had enough.</returns>
    private static async Task<long> FillAsync(RawConnection connection, long length, bool isChunked, Task answer)
    {
        var piece = new byte[Mebi];
        Array.Fill(piece, (byte)' ');
        var sent = 0L;
        try
        {
            while (sent < length && !answer.IsCompleted)
            {
                if (isChunked)
                {
                    await connection.SendAsync($"{piece.Length:x}\r\n");
                }

                await connection.SendAsync(piece);
                if (isChunked)
                {
                    await connection.SendAsync("\r\n");
                }

                sent += piece.Length;
            }
        }
        catch (SocketException)
        {
            // Closed in the middle: that is what is wanted.
        }

        return sent;
    }

    /// <summary>Ten thousand, or as many as this process may have open.</summary>
    private static int IdleConnections()
    {
        const int Wanted = 10_000;
        const int Spare = 1_000;
        var limit = File.ReadLines("/proc/self/limits")
            .First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return limit == "unlimited"
            ? Wanted
            : Math.Clamp(int.Parse(limit, NumberStyles.None, CultureInfo.InvariantCulture) - Spare, 100, Wanted);
    }
}
