using Permil.Server.Gateway;

namespace Permil.Server.Api;

public sealed class MetricsAccessTests
{
    [Theory]
    [InlineData("X-Forwarded-For", "10.0.0.9")]
    [InlineData("Forwarded", "for=10.0.0.9")]
    [InlineData("X-Real-IP", "10.0.0.9")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Metrics_ThroughAProxy_AreForTheAdmin(string header, string value)
    {
        await using var host = await GatewayHost.Run();
        var ask = Ask.Get("/metrics").With((header, value));

        var nobody = await host.Send(ask with { Key = "" });
        nobody.Status.ShouldBe(401);
        nobody.Code.ShouldBe("missing_token");
        nobody.Headers["www-authenticate"].ShouldBe("Bearer");
        nobody.Text.ShouldNotContain("permil_");

        var tenant = await host.Send(ask);
        tenant.Status.ShouldBe(403);
        tenant.Code.ShouldBe("admin_only");

        var admin = await host.Send(ask.By(host.Server.FirstAdminToken!));
        admin.Status.ShouldBe(200);
        admin.Text.ShouldContain("permil_calls_in_flight");
    }

    [Fact]
    public async Task Metrics_AskedForOnThisMachine_NeedNoToken()
    {
        await using var host = await GatewayHost.Run();

        (await host.Send(Ask.Get("/metrics") with { Key = "" })).Text.ShouldContain("permil_calls_in_flight");
    }
}
