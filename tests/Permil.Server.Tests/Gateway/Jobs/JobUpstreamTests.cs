using Permil.Server.Gateway.Upstreams;

namespace Permil.Server.Gateway.Jobs;

public sealed class JobUpstreamTests
{
    private const string Film =
        """{"id":"video-1","object":"video","model":"film","status":"in_progress","created_at":1760000000,"seconds":"5","size":"1280x720"}""";

    [Theory]
    [InlineData("openai", "together", false)]
    [InlineData("openai", "together", true)]
    [InlineData("openai", "openai", true)]
    public async Task Job_IsAskedForWhereItBegan_OverRestartsToo(string first, string second, bool isRestarted)
    {
        await using var other = await ScriptedProvider.Start(_ => null);
        var done = Film.Replace("in_progress", "completed", StringComparison.Ordinal);
        await using var provider = await ScriptedProvider.Start(what =>
            what.StartsWith("POST", StringComparison.Ordinal) ? Film : done
        );
        await using var host = await GatewayHost.Prepare();
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with
                {
                    Upstreams = [other.As(first), provider.As(second)],
                    Routes = first == second ? [] : [new RouteRule("film", [second])],
                },
            }
        );

        // Of two with one name every other call goes to the second; the first one refuses it.
        var started = await StartFilm(host);
        if (started.Status == 404)
        {
            started = await StartFilm(host);
        }

        started.Status.ShouldBe(200, started.Text);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(1);
        var before = other.Calls.Count;
        if (isRestarted)
        {
            await host.Restart();
            host.Server.Recovered.Jobs.ShouldBe(1);
        }

        var seen = await host.Send(Ask.Get("/v1/videos/video-1"));

        seen.Status.ShouldBe(200);
        other.Calls.Count.ShouldBe(before);
        provider.Paths.ShouldContain("GET /v1/videos/video-1");
        await host.Settled(0);
        (await host.EventsOf("video-1")).Single().Provider.ShouldBe(second);
    }

    [Fact]
    public async Task Batch_GoesToTheUpstreamThatIsNamed_AndSoDoesAllAboutIt()
    {
        await using var other = await ScriptedProvider.Start(_ => null);
        await using var provider = await ScriptedBatch.Start(
            ScriptedProvider.InputLine(1),
            ScriptedProvider.OutputLine(1)
        );
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams = [other.As("together"), provider.As("openai")],
            }
        );

        await ScriptedBatch.Begin(host, ("x-permil-upstream", "OpenAI"));
        (await host.Send(Ask.Get($"/v1/batches/{ScriptedBatch.Id}"))).Status.ShouldBe(200);
        (await host.Send(Ask.Get(ScriptedBatch.Output))).Status.ShouldBe(200);

        await host.Settled(0);
        other.Calls.ShouldBeEmpty();
        provider.Calls.SelectMany(call => call.Headers.Keys).ShouldNotContain(name => name.StartsWith("x-permil"));
        (await host.Reported()).ListCost.ShouldBe(0.075m);
    }

    [Theory]
    [InlineData("/v1/files")]
    [InlineData("/v1/models")]
    [InlineData("/v1/echo/x")]
    public async Task Call_WithoutAModel_GoesToTheUpstreamThatIsNamed(string path)
    {
        await using var other = await ScriptedProvider.Start(_ => "{}");
        await using var provider = await ScriptedProvider.Start(_ => "{}");
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams = [other.As("together"), provider.As("openai")],
            }
        );

        (await host.Send(Ask.Get(path).With(("x-permil-upstream", "openai")))).Status.ShouldBe(200);
        other.Calls.ShouldBeEmpty();
        provider.Calls.Count.ShouldBe(1);

        (await host.Send(Ask.Get(path))).Status.ShouldBe(200);
        other.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("GET", "/v1/files")]
    [InlineData("POST", "/v1/batches")]
    public async Task UnknownUpstream_IsRefusedWithTheAllowedOnes(string method, string path)
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(
            new Ask
            {
                Method = new HttpMethod(method),
                Path = path,
                Body = method == "GET" ? null : "{}",
            }.With(("x-permil-upstream", "azure"))
        );

        seen.Status.ShouldBe(400);
        seen.Text.ShouldContain("found 'azure', allowed: openai, together, anthropic");
        seen.Json["error"]!["param"]!.GetValue<string>().ShouldBe("x-permil-upstream");
        host.Upstream.Ledger.Calls.ShouldBeEmpty();
    }

    private static Task<Seen> StartFilm(GatewayHost host) =>
        host.Send(new Ask { Path = "/v1/videos", Body = """{"model":"film","prompt":"x","seconds":"5"}""" });
}
