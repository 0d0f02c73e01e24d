using Permil.Server.Gateway;
using Permil.Storage.Files;

namespace Permil.Server.Hosting;

public sealed class PermilServerTests
{
    [Fact]
    public async Task Stop_LetsCallsUnderWayEnd()
    {
        await using var host = await GatewayHost.Run();
        var stream = host.Send(Ask.Chat("gap=30; name=stream", isStream: true));
        var body = host.Send(Ask.Chat("delay=250; name=body"));
        await host.Upstream.Ledger.WaitAsync(calls => calls.Count == 2, GatewayHost.Soon);

        await host.Stop();

        (await stream).IsWhole.ShouldBeTrue();
        (await stream).Cost.ShouldBe(host.Billed(call => call.Name == "stream"));
        (await body).Cost.ShouldBe(host.Billed(call => call.Name == "body"));
        await host.Start();
        host.Server.Recovered.Unsettled.ShouldBe(0);
        (await host.Reported()).ListCost.ShouldBe(host.Billed());
    }

    [Fact]
    public async Task Stop_DoesNotWaitForEver()
    {
        await using var host = await GatewayHost.Prepare();
        await host.Start(options => options with { DrainTimeout = TimeSpan.FromMilliseconds(100) });
        var hanging = host.Send(Ask.Chat("fault=hang:2; tokens=10,100", isStream: true));
        await host.Upstream.Ledger.WaitAsync(calls => calls.Count == 1, GatewayHost.Soon);

        await host.Stop().WaitAsync(GatewayHost.Soon);

        try
        {
            (await hanging).IsWhole.ShouldBeFalse();
        }
        catch (HttpRequestException)
        {
            // It was dropped before its head was there.
        }

        await host.Upstream.Ledger.WaitAsync(calls => calls.All(call => call.HasEnded), GatewayHost.Soon);
        await host.Start();
        var (events, cost, unsettled) = await host.Reported();
        events.ShouldBe(1);
        unsettled.ShouldBe(1);
        cost.ShouldBe(0);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nope", 404, "not_found", "/openapi/v1.json")]
    [InlineData("DELETE", "/api/v1/me", 405, "method_not_allowed", "GET")]
    [InlineData("POST", "/chat/completions", 404, "not_found", "below /v1")]
    [InlineData("POST", "/healthz", 405, "method_not_allowed", "GET")]
    public async Task AnyPath_OfWhatThereIsNot_IsToldWhatThereIs(
        string method,
        string path,
        int status,
        string code,
        string allowed
    )
    {
        await using var host = await GatewayHost.Run();

        var ask = new Ask { Method = new HttpMethod(method), Path = path };
        var seen = await host.Send(ask.By(host.Server.FirstAdminToken!));

        seen.Status.ShouldBe(status);
        seen.Code.ShouldBe(code);
        seen.Text.ShouldContain(allowed);
    }

    [Fact]
    public async Task Start_OnAFolderThatIsInUse_IsRefused()
    {
        await using var host = await GatewayHost.Run();
        var first = host.Server;

        await Should.ThrowAsync<StoreInUseException>(host.Start());

        host.Server.ShouldBe(first);
        (await host.Send(Ask.Chat())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task AdminToken_IsToldOnTheFirstStartOnly_AndStaysGood()
    {
        await using var host = await GatewayHost.Run();
        host.Server.FirstAdminToken.ShouldNotBeNull().ShouldStartWith("pma_");

        await host.Restart();

        host.Server.FirstAdminToken.ShouldBeNull();
        (await host.Admin(HttpMethod.Get, "/api/v1/keys")).Text.ShouldNotContain(host.Key);

        // Neither is good for what the other is.
        var token = new Ask
        {
            Method = HttpMethod.Get,
            Path = "/api/v1/keys",
            Key = host.Key,
        };
        (await host.Send(token)).Status.ShouldBeOneOf(401, 403);
    }

    [Fact]
    public async Task Paths_BesideTheCalls_AreAnsweredWithoutAKey()
    {
        await using var host = await GatewayHost.Run();
        await host.Send(Ask.Chat("tokens=100,10"));

        foreach (var path in (string[])["/healthz", "/readyz", "/metrics"])
        {
            var seen = await host.Send(Ask.Get(path).By(""));
            seen.Status.ShouldBe(200, path);
            seen.Text.ShouldNotContain(host.Key);
        }

        (await host.Send(Ask.Get("/v1").By(""))).Code.ShouldBe("missing_api_key");
        (await host.Send(Ask.Get("/v2/models"))).Status.ShouldBe(404);
    }
}
