using System.Text;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway.Answers;

public sealed class BodyAnswerTests(RunningGateway running) : IClassFixture<RunningGateway>
{
    private readonly GatewayHost _host = running.Host;

    [Theory]
    [InlineData("tokens=1234,57,1000", 0.0001443)]
    [InlineData("tokens=1,1; bytes=1", 0.00000075)]
    [InlineData("tokens=10,5; usage=flat", 0.0000045)]
    [InlineData("tokens=10,5; usage=both", 0.0000045)]
    [InlineData("tokens=0,0", 0)]
    public async Task Head_SaysTheExactCost(string play, double cost)
    {
        var name = play.Replace(';', '/');
        var seen = await _host.Send(Ask.Chat($"{play}; name={name}"));

        seen.Cost.ShouldBe((decimal)cost);
        seen.Cost.ShouldBe(_host.Billed(call => call.Name == name));
        seen.Headers.Keys.ShouldNotContain("x-permil-budget-remaining");
        seen.Headers.Keys.ShouldNotContain("x-ratelimit-limit-requests");
        seen.Headers["x-upstream-said"].ShouldBe("yes");
        seen.Text.ShouldBe(SentOf(name));
    }

    [Theory]
    [InlineData("/v1/chat/completions", 400)]
    [InlineData("/v1/chat/completions", 500)]
    [InlineData("/v1/embeddings", 500)]
    [InlineData("/v1/images/generations", 400)]
    [InlineData("/v1/audio/speech", 400)]
    [InlineData("/v1/audio/speech", 500)]
    [InlineData("/v1/messages", 429)]
    public async Task ProvidersError_PassesUnchangedAndCostsNothing(string path, int status)
    {
        var name = $"{status}{path}";
        var seen = await _host.Send(
            new Ask
            {
                Path = path,
                Body =
                    """{"model":"tts-1","input":"Hallo","voice":"x","prompt":"x","max_tokens":9,"messages":[],"width":64,"height":64}""",
                Play = $"fault=status:{status}:7; name={name}",
            }
        );

        seen.Status.ShouldBe(status);
        seen.Text.ShouldBe(SentOf(name));
        seen.Headers["retry-after"].ShouldBe("7");
        (seen.Cost ?? 0).ShouldBe(0);
        var recorded = await _host.EventOf(seen);
        recorded.UnsettledReason.ShouldBeNull();
        GatewayHost.Rater.Rate(recorded).ListCost.ShouldBe(0);
        _host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
    }

    [Theory]
    [InlineData("/v1/audio/speech")]
    [InlineData("/v1/chat/completions")]
    public async Task ErrorPage_OfSomethingBeforeTheProvider_CostsNothing(string path)
    {
        await using var proxy = await LoopbackServer.StartAsync(http =>
        {
            http.Response.StatusCode = 502;
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<html>Bad gateway</html>");
        });
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams = [gateway.Upstreams[0] with { Address = new Uri(proxy.Url, "v1") }],
            }
        );

        var seen = await host.Send(
            new Ask { Path = path, Body = """{"model":"tts-1","input":"Hallo","voice":"x","messages":[]}""" }
        );

        seen.Status.ShouldBe(502);
        seen.Text.ShouldBe("<html>Bad gateway</html>");
        var recorded = await host.EventOf(seen);
        recorded.UnsettledReason.ShouldBeNull();
        GatewayHost.Rater.Rate(recorded).ListCost.ShouldBe(0);
    }

    [Fact]
    public async Task BodyOfMoreThanIsHeld_IsWholeAndMetered()
    {
        const int Size = 1_500_000;
        var seen = await _host.Send(
            new Ask
            {
                Path = "/v1/images/generations",
                Body =
                    """{"model":"black-forest-labs/FLUX.1-schnell","prompt":"x","n":1,"width":1000,"height":1000,"response_format":"base64"}""",
                Play = $"size={Size}; bytes=5000; name=large",
            }
        );

        seen.IsWhole.ShouldBeTrue();
        var picture = Convert.FromBase64String(seen.Json["data"]![0]!["b64_json"]!.GetValue<string>());
        var noise = new byte[Size];
        new Random(0).NextBytes(noise);
        picture.AsSpan().SequenceEqual(noise).ShouldBeTrue();
        seen.Headers["content-length"].ShouldBe($"{seen.Bytes.Length}");

        // Too late for the head to say, but known.
        seen.Headers.Keys.ShouldNotContain("x-permil-cost");
        var recorded = await _host.EventOf(seen);
        recorded.UnsettledReason.ShouldBeNull();
        GatewayHost.Rater.Rate(recorded).ListCost.ShouldBe(_host.Billed(call => call.Name == "large"));
        GatewayHost.Rater.Rate(recorded).ListCost.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Sound_LeavesAsItComes_WithItsCostInTheHead()
    {
        using var response = await _host.Begin(
            new Ask
            {
                Path = "/v1/audio/speech",
                Body = """{"model":"tts-1","input":"Grüße 👋","voice":"x"}""",
                Play = "size=1000; bytes=500; fault=hang:1; name=sound",
            }
        );
        await using var stream = await response.Content.ReadAsStreamAsync();

        await stream.ReadExactlyAsync(new byte[500]).AsTask().WaitAsync(GatewayHost.Soon);

        // Seven characters for 15 USD a million.
        response.Headers.GetValues("x-permil-cost").Single().ShouldBe("0.000105");
        _host.Upstream.Ledger.Calls.Single(call => call.Name == "sound").HasEnded.ShouldBeFalse();
        _host.Upstream.Release();
        await Should.ThrowAsync<Exception>(stream.CopyToAsync(Stream.Null));
        await _host.Quiet();
    }

    [Fact]
    public async Task ProviderThatBreaksOff_BeforeAnythingWasPassedOn_Is502()
    {
        var seen = await _host.Send(Ask.Chat("bytes=20; fault=reset:2"));

        seen.Status.ShouldBe(502);
        seen.Code.ShouldBe("upstream_error");
        seen.Headers.Keys.ShouldNotContain("x-upstream-said");
        seen.Id.ShouldStartWith("req_");
        (await _host.EventOf(seen)).UnsettledReason.ShouldNotBeNull();
    }

    [Fact]
    public async Task ProviderThatBreaksOff_WithinALargeBody_IsSeenAsBroken()
    {
        using var response = await _host.Begin(
            new Ask
            {
                Path = "/v1/images/generations",
                Body =
                    """{"model":"black-forest-labs/FLUX.1-schnell","prompt":"x","n":1,"width":1000,"height":1000,"response_format":"base64"}""",
                Play = "size=1500000; bytes=100000; fault=hang:15",
            }
        );
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1_500_000]).AsTask().WaitAsync(GatewayHost.Soon);

        _host.Upstream.Release();

        await Should.ThrowAsync<IOException>(stream.CopyToAsync(Stream.Null));
        await _host.Quiet();
        var id = response.Headers.GetValues("x-permil-request-id").Single();
        (await _host.EventsOf(id)).Single().UnsettledReason.ShouldNotBeNull();
    }

    [Fact]
    public async Task Answer_WithoutUsage_IsUnsettledAtItsBound()
    {
        var seen = await _host.Send(Ask.Chat("usage=none", maxTokens: 1000));

        seen.Status.ShouldBe(200);
        seen.Cost.ShouldBeNull();
        var recorded = await _host.EventOf(seen);
        recorded.UnsettledReason.ShouldNotBeNull();
        recorded.ReportedCost!.Value.ShouldBeGreaterThanOrEqualTo(0.001m);
    }

    [Fact]
    public async Task HangUp_BeforeTheAnswer_ReachesTheProvider()
    {
        using var hangUp = new CancellationTokenSource();
        var sending = _host.Send(Ask.Chat("fault=hang; name=impatient"), hangUp.Token);
        await _host.Upstream.Ledger.WaitAsync(calls => calls.Any(call => call.Name == "impatient"), GatewayHost.Soon);

        await hangUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending);
        await _host.Quiet();
        _host.Upstream.Ledger.Calls.Single(call => call.Name == "impatient").WasAbandoned.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/v1/embeddings", """{"model":"text-embedding-3-small","input":["a","b"]}""", "embedding_tokens")]
    [InlineData(
        "/v1/rerank",
        """{"model":"Salesforce/Llama-Rank-v1","query":"q","documents":["a","b","c"]}""",
        "rerank_tokens"
    )]
    [InlineData(
        "/v1/images/generations",
        """{"model":"black-forest-labs/FLUX.1-schnell","prompt":"x","n":3,"width":512,"height":768,"steps":8}""",
        "image_megapixels"
    )]
    [InlineData("/v1/audio/speech", """{"model":"tts-1-hd","input":"Grüße 👋","voice":"x"}""", "audio_characters")]
    [InlineData("/v1/completions", """{"model":"gpt-4o","prompt":["a","b"],"max_tokens":7}""", "output_tokens")]
    [InlineData("/v1/responses", """{"model":"gpt-4o","input":"a","max_output_tokens":7}""", "output_tokens")]
    [InlineData(
        "/v1/messages",
        """{"model":"claude-haiku-4-5","max_tokens":7,"messages":[{"role":"user","content":"a"}]}""",
        "cache_write_tokens"
    )]
    public async Task EveryKind_IsMeteredAsTheProviderBillsIt(string path, string body, string meter)
    {
        var name = path.Replace('/', '-');
        var seen = await _host.Send(
            new Ask
            {
                Path = path,
                Body = body,
                Play = $"name={name}",
            }
        );

        seen.Status.ShouldBe(200);
        var billed = _host.Upstream.Ledger.Calls.Single(call => call.Name == name);
        var recorded = await _host.EventOf(seen);
        recorded.UnsettledReason.ShouldBeNull();
        recorded.Usage.Single(one => one.Meter.Name == meter).Quantity.ShouldBe(billed.Usage[meter]);
        (seen.Cost ?? 0).ShouldBe(_host.Billed(call => call.Name == name));
        GatewayHost.Rater.Rate(recorded).ListCost.ShouldBe(_host.Billed(call => call.Name == name));
    }

    [Fact]
    public async Task Embeddings_WithoutUsage_AreNotFree()
    {
        var seen = await _host.Send(
            new Ask
            {
                Path = "/v1/embeddings",
                Body = """{"model":"intfloat/multilingual-e5-large-instruct","input":"Grüße"}""",
                Play = "usage=none",
            }
        );

        seen.Status.ShouldBe(200);
        var recorded = await _host.EventOf(seen);
        recorded.UnsettledReason.ShouldNotBeNull();
        recorded.ReportedCost!.Value.ShouldBeGreaterThan(0);
    }

    private string SentOf(string name) =>
        Encoding.UTF8.GetString(_host.Upstream.Ledger.Calls.Single(call => call.Name == name).Sent.Span);
}
