using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Permil.Upstream;

namespace Permil.Gateway;

/// <summary>What <c>curl</c> sees of the gateway, byte for byte.</summary>
public sealed partial class CurlTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Bytes_AreTheProvidersBothWays()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var key = site.CreateKey();
        await site.StartAsync();

        foreach (var cut in (int[])[0, 1, 3, 50])
        {
            await StreamAsync(site, key, cut, isAsked: true);
            await StreamAsync(site, key, cut, isAsked: false);
        }

        await WholeAsync(site, key, gzip: false);
        await WholeAsync(site, key, gzip: true);
        await UnknownPathAsync(site, key);
        await SamplesAsync(site, key);
    }

    /// <summary>The stream, then one comment of the gateway; without the chunk that was not asked for.</summary>
    private static async Task StreamAsync(GatewaySite site, string key, int cut, bool isAsked)
    {
        var name = $"stream-{cut}-{isAsked}";
        var asked = isAsked ? ",\"stream_options\":{\"include_usage\":true}" : "";
        var body =
            $$"""{ "model":"gpt-4o-mini", "max_tokens":20,  "stream":true{{asked}},"messages":[{"role":"user","content":"Zürich €"}]}""";
        var (seen, _) = await CurlAsync(site, key, name, $"bytes={cut}", "/v1/chat/completions", body);

        var call = await EndedAsync(site, name);
        var wanted = Encoding.UTF8.GetString(call.Sent.Span);
        wanted = isAsked ? wanted : UsageChunk().Replace(wanted, "", 1);
        seen.ShouldStartWith(wanted);
        seen[wanted.Length..].ShouldMatch(@"^: x-permil-request-id=req_\w+ x-permil-cost=[\d.]+\n\n$");
        var received = Encoding.UTF8.GetString(call.Body.Span);
        if (isAsked)
        {
            received.ShouldBe(body);
        }
        else
        {
            received.ShouldContain("\"include_usage\":true");
            AddedOption().Replace(received, "").ShouldBe(AddedOption().Replace(body, ""));
        }
    }

    private static async Task WholeAsync(GatewaySite site, string key, bool gzip)
    {
        var name = $"whole-{gzip}";
        const string Body =
            """{"messages":[{"role":"user","content":"\u00fc ü"}] ,"model":"gpt-4o-mini","max_tokens":9}""";
        var (seen, _) = await CurlAsync(
            site,
            key,
            name,
            gzip ? "gzip" : "",
            "/v1/chat/completions",
            Body,
            "--compressed"
        );

        var call = await EndedAsync(site, name);
        Encoding.UTF8.GetString(call.Body.Span).ShouldBe(Body);
        seen.ShouldContain($"\"id\":\"{call.AnswerId}\"");
        seen.ShouldStartWith("{");
        seen.ShouldEndWith("}");
    }

    private static async Task UnknownPathAsync(GatewaySite site, string key)
    {
        var (seen, headers) = await CurlAsync(site, key, "echo", "", "/v1/echo/a%20b?c=d", "anything", "-X", "PUT");

        seen.ShouldBe("""{"method":"PUT","path":"/echo/a b","bytes":8}""");
        headers.ShouldContain("x-upstream-said: yes");
        (await EndedAsync(site, "echo")).Target.ShouldEndWith("/v1/echo/a%20b?c=d");
    }

    /// <summary>Payloads of real providers, as far as they are at hand.</summary>
    private static async Task SamplesAsync(GatewaySite site, string key)
    {
        var folder = Path.GetFullPath(Repository.PathOf("..", "shared", "facts", "samples"));
        foreach (
            var sample in Directory.Exists(folder)
                ? Directory.GetFiles(folder, "*chat-stream*.sse").Order().ToArray()
                : []
        )
        {
            var file = Path.GetFileName(sample);
            const string Body =
                """{"model":"moonshotai/Kimi-K3","stream":true,"stream_options":{"include_usage":true},"max_tokens":9,"messages":[]}""";
            var (seen, _) = await CurlAsync(site, key, file, $"sample={file}; bytes=11", "/v1/chat/completions", Body);
            seen.ShouldStartWith(await File.ReadAllTextAsync(sample), customMessage: file);
        }
    }

    private static async Task<UpstreamCall> EndedAsync(GatewaySite site, string name)
    {
        await site.Upstream.Ledger.WaitAsync(
            calls => calls.Any(call => call.Name == name && call.HasEnded),
            TimeSpan.FromSeconds(20)
        );
        return site.Upstream.Ledger.Calls.Single(call => call.Name == name);
    }

    private static async Task<(string Body, string Headers)> CurlAsync(
        GatewaySite site,
        string key,
        string name,
        string play,
        string path,
        string body,
        params string[] more
    )
    {
        var start = new ProcessStartInfo("curl")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        string[] arguments =
        [
            "-sSN",
            "-D",
            "/dev/stderr",
            "-H",
            $"authorization: Bearer {key}",
            "-H",
            "content-type: application/json",
            "-H",
            $"x-upstream-play: {play}; name={name}",
            "-H",
            $"x-permil-tags: call={name}",
            "--data-binary",
            "@-",
            .. more,
            $"{site.Url}{path}",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var headers = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(body);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Timeout);
        process.ExitCode.ShouldBe(0, await headers);
        return (await output, await headers);
    }

    [GeneratedRegex(@"data: \{[^\n]*""choices"":\[\][^\n]*\}\n\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsageChunk();

    [GeneratedRegex(
        @"\s*,?\s*""stream_options""\s*:\s*\{\s*""include_usage""\s*:\s*true\s*\}\s*,?",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex AddedOption();
}
