using System.Text;
using System.Text.RegularExpressions;
using Permil.Upstream;

namespace Permil.Server.Gateway.Answers;

public sealed partial class EventStreamAnswerTests(RunningGateway running) : IClassFixture<RunningGateway>
{
    private const string AsksForUsage = "\"stream_options\":{\"include_usage\":true},";

    private readonly GatewayHost _host = running.Host;

    [Theory]
    [InlineData("asked", AsksForUsage)]
    [InlineData("not-asked", "")]
    public async Task FirstPiece_IsThereBeforeTheProviderHasEnded(string name, string more)
    {
        // The provider sends two events and then nothing until it is released, which happens after they were read.
        using var response = await _host.Begin(Ask.Chat($"fault=hang:2; name={name}", isStream: true, more: more));
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);

        var first = await reader.ReadLineAsync().WaitAsync(GatewayHost.Soon);
        await reader.ReadLineAsync().WaitAsync(GatewayHost.Soon);
        var second = await reader.ReadLineAsync().WaitAsync(GatewayHost.Soon);

        Call(name).HasEnded.ShouldBeFalse();
        first!.ShouldStartWith("data: {");
        second!.ShouldContain("Grüße");
        _host.Upstream.Release();
        await Should.ThrowAsync<Exception>(reader.ReadToEndAsync());
        await _host.Quiet();
    }

    [Fact]
    public async Task FirstPiece_OfAnEventThatIsNotWhole_IsThereToo()
    {
        // 40 bytes: the event's beginning, far from its end.
        using var response = await _host.Begin(
            Ask.Chat("bytes=40; fault=hang:1; name=part", isStream: true, more: AsksForUsage)
        );
        await using var stream = await response.Content.ReadAsStreamAsync();
        var bytes = new byte[40];

        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(GatewayHost.Soon);

        Call("part").HasEnded.ShouldBeFalse();
        Encoding.UTF8.GetString(bytes).ShouldStartWith("data: {\"id\"");
        _host.Upstream.Release();
        await Should.ThrowAsync<IOException>(stream.CopyToAsync(Stream.Null));
        await _host.Quiet();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Bytes_CutAnywhere_AreTheProviders(int bytes)
    {
        var plain = $"bytes={bytes}; chunks=8; tokens=20,30; name=";

        var asked = await _host.Send(Ask.Chat($"{plain}asked-{bytes}", isStream: true, more: AsksForUsage));
        var notAsked = await _host.Send(Ask.Chat($"{plain}not-{bytes}", isStream: true));

        // A caller that asked for the usage gets all of it.
        asked.IsWhole.ShouldBeTrue();
        asked.TextBeforeComment.ShouldBe(SentOf($"asked-{bytes}"));
        asked.TextBeforeComment.ShouldContain("\"prompt_tokens\":20");
        asked.TextBeforeComment.ShouldContain(" 世界");
        Encoding.UTF8.GetString(Call($"asked-{bytes}").Body.Span).ShouldContain(AsksForUsage);

        // One that did not gets all but that: nothing else was added, nothing else is gone.
        Encoding.UTF8.GetString(Call($"not-{bytes}").Body.Span).ShouldContain("\"include_usage\":true");
        var sent = SentOf($"not-{bytes}");
        UsageChunk().Count(sent).ShouldBe(1);
        notAsked.TextBeforeComment.ShouldBe(UsageChunk().Replace(sent, ""));
        notAsked.TextBeforeComment.ShouldEndWith("data: [DONE]\n\n");
        notAsked.Cost.ShouldBe(asked.Cost);
    }

    [Fact]
    public async Task Usage_InTheChunkOfAChoice_IsNotHidden()
    {
        var seen = await _host.Send(Ask.Chat("stream=choice; tokens=20,30; name=choice", isStream: true));

        seen.TextBeforeComment.ShouldBe(SentOf("choice"));
        seen.Text.ShouldContain("\"completion_tokens\":30");
        seen.Cost.ShouldBe(_host.Billed(call => call.Name == "choice"));
    }

    [Fact]
    public async Task Comment_SaysTheExactCost()
    {
        foreach (var (play, n) in new[] { ("tokens=1234,57,1000", 1), ("tokens=3,1", 3), ("usage=flat", 1) })
        {
            var name = $"cost-{n}-{play.Length}";
            var seen = await _host.Send(Ask.Chat($"{play}; name={name}", isStream: true, more: $"\"n\":{n},"));

            seen.Cost.ShouldNotBeNull();
            seen.Cost.ShouldBe(_host.Billed(call => call.Name == name));
            seen.Text.ShouldEndWith("\n\n");
            seen.Text.ShouldContain($"\n: x-permil-request-id={seen.Id} x-permil-cost=");
            seen.Headers.Keys.ShouldNotContain("x-permil-cost");
            (await _host.EventOf(seen)).UnsettledReason.ShouldBeNull();
        }

        // 234 tokens of input, 1000 of it from the cache, 57 of output.
        _host.Billed(call => call.Name == "cost-1-19").ShouldBe(0.0001443m);
    }

    [Fact]
    public async Task Stream_ThatNeverSaysItsUsage_IsUnsettledAndSaysNoCost()
    {
        var seen = await _host.Send(Ask.Chat("stream=none", isStream: true));

        seen.IsWhole.ShouldBeTrue();
        seen.Cost.ShouldBeNull();
        seen.Text.ShouldContain($": x-permil-request-id={seen.Id}\n\n");
        var recorded = await _host.EventOf(seen);
        recorded.UnsettledReason.ShouldNotBeNull();
        recorded.ReportedCost!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task HangUp_ReachesTheProvider_AndSettlesTheCall()
    {
        using var hangUp = new CancellationTokenSource();
        using var response = await _host.Begin(
            Ask.Chat("fault=hang:3; name=gone; tokens=10,100", isStream: true, maxTokens: 200),
            hangUp.Token
        );
        var id = response.Headers.GetValues("x-permil-request-id").Single();
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1]);
        _host.Server.Parts.Admission.OpenReservations.ShouldBe(1);

        response.Dispose();

        await _host.Quiet();
        Call("gone").WasAbandoned.ShouldBeTrue();
        var recorded = (await _host.EventsOf(id)).Single();
        recorded.UnsettledReason.ShouldNotBeNull();
        recorded.ReportedCost!.Value.ShouldBeGreaterThanOrEqualTo(200 * 0.6m / 1_000_000);
    }

    [Theory]
    [InlineData(1, "\"role\":\"assistant\"")]
    [InlineData(4, " 世界")]
    public async Task ProviderThatBreaksOff_IsSeenAsBroken(int writes, string last)
    {
        var name = $"broken-{writes}";
        var (id, text) = await BrokenAfter(last, $"fault=hang:{writes}; name={name}; tokens=10,100");

        text.ShouldNotContain("[DONE]");
        text.ShouldNotContain("x-permil-cost=");
        text.ShouldStartWith(SentOf(name));
        var recorded = (await _host.EventsOf(id)).Single();
        recorded.UnsettledReason.ShouldNotBeNull();
        recorded.ReportedCost!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task ProviderThatBreaksOff_AfterItSaidTheUsage_IsBilled()
    {
        // Ten events; the ninth has the usage, which the caller does not get, and what is missing is the end.
        var (id, text) = await BrokenAfter("\"finish_reason\":\"stop\"", "fault=hang:9; name=late; tokens=10,100");

        SentOf("late").ShouldContain("\"completion_tokens\":100");
        SentOf("late").ShouldNotContain("[DONE]\n\n");
        text.ShouldNotContain("completion_tokens");
        var recorded = (await _host.EventsOf(id)).Single();
        recorded.UnsettledReason.ShouldBeNull();
        GatewayHost.Rater.Rate(recorded).ListCost.ShouldBe(_host.Billed(call => call.Name == "late"));
    }

    [Fact]
    public async Task Strict_TheEndIsSeenOnlyOnceTheUsageIsOnTheDisk()
    {
        await using var host = await GatewayHost.Run(gateway => gateway with { Durability = CallDurability.Strict });

        foreach (var cut in (int[])[0, 3])
        {
            var seen = await host.Send(Ask.Chat($"bytes={cut}; name=strict-{cut}", isStream: true));

            // Nothing is flushed here: what the store takes in was on the disk before.
            await host.Server.Parts.Intake.StoreAsync();
            Storage.DuckDb.Reading.StoredEvents.Find(host.Server.Parts.Store, seen.Id).Count.ShouldBe(1);
            seen.IsWhole.ShouldBeTrue();
            seen.TextBeforeComment.ShouldEndWith("data: [DONE]\n\n");
            seen.Cost.ShouldBe(host.Billed(call => call.Name == $"strict-{cut}"));
        }

        var body = await host.Send(Ask.Chat());
        await host.Server.Parts.Intake.StoreAsync();
        Storage.DuckDb.Reading.StoredEvents.Find(host.Server.Parts.Store, body.Id).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(
        "/v1/messages",
        """{"model":"claude-haiku-4-5","stream":true,"max_tokens":40,"messages":[{"role":"user","content":"x"}]}"""
    )]
    [InlineData("/v1/responses", """{"model":"gpt-4o","stream":true,"input":"Grüße"}""")]
    [InlineData("/v1/audio/speech", """{"model":"tts-1","stream_format":"sse","input":"Grüße 👋","voice":"x"}""")]
    public async Task OtherKinds_StreamAsTheyAre(string path, string body)
    {
        var name = $"as-it-is{path}";
        var seen = await _host.Send(
            new Ask
            {
                Path = path,
                Body = body,
                Play = $"bytes=5; name={name}; tokens=500,20,100",
            }
        );

        seen.TextBeforeComment.ShouldBe(SentOf(name));
        seen.Cost!.Value.ShouldBeGreaterThan(0);
        seen.Cost.ShouldBe(_host.Billed(call => call.Name == name));
        Encoding.UTF8.GetString(Call(name).Body.Span).ShouldBe(body);
    }

    [Fact]
    public async Task Usage_ThatTheCallerRefused_IsAskedForAllTheSame()
    {
        var seen = await _host.Send(
            Ask.Chat(
                "name=refused; tokens=20,30",
                isStream: true,
                more: "\"stream_options\":{\"include_usage\":false},"
            )
        );

        Encoding.UTF8.GetString(Call("refused").Body.Span).ShouldContain("\"include_usage\":true");
        seen.Text.ShouldNotContain("completion_tokens");
        seen.Cost.ShouldBe(_host.Billed(call => call.Name == "refused"));
    }

    /// <summary>A stream whose provider is reset once the caller has read so far.</summary>
    private async Task<(string Id, string Text)> BrokenAfter(string last, string play)
    {
        using var response = await _host.Begin(Ask.Chat(play, isStream: true));
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var seen = new MemoryStream();
        var buffer = new byte[4096];
        while (!Encoding.UTF8.GetString(seen.ToArray()).Contains(last, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer).AsTask().WaitAsync(GatewayHost.Soon);
            read.ShouldBeGreaterThan(0);
            seen.Write(buffer, 0, read);
        }

        _host.Upstream.Release();
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (await stream.ReadAsync(buffer) is > 0 and var read)
            {
                seen.Write(buffer, 0, read);
            }
        });
        await _host.Quiet();
        return (response.Headers.GetValues("x-permil-request-id").Single(), Encoding.UTF8.GetString(seen.ToArray()));
    }

    private UpstreamCall Call(string name) => _host.Upstream.Ledger.Calls.Single(call => call.Name == name);

    private string SentOf(string name) => Encoding.UTF8.GetString(Call(name).Sent.Span);

    [GeneratedRegex(@"data: \{[^\n]*""choices"":\[\][^\n]*\}\n\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsageChunk();
}
