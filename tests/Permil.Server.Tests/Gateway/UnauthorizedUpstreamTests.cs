using Microsoft.AspNetCore.Http;
using Permil.Server.Gateway.Upstreams;

namespace Permil.Server.Gateway;

public sealed class UnauthorizedUpstreamTests
{
    private const string Quoting =
        """{"error":{"message":"Incorrect API key provided: provide***knows","code":"invalid_api_key"}}""";

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/files")]
    public async Task Refusal_OfTheGatewaysKey_IsNotToldAsTheCallers(string path)
    {
        await using var provider = await ScriptedProvider.Start(
            (http, _) =>
            {
                http.Response.StatusCode = 401;
                return http.Response.WriteAsync(Quoting);
            }
        );
        await using var host = await GatewayHost.Run(gateway => gateway with { Upstreams = [provider.As("openai")] });

        var seen = await host.Send(path == "/v1/files" ? Ask.Get(path) : Ask.Chat());

        seen.Status.ShouldBe(502);
        seen.Code.ShouldBe("upstream_unauthorized");
        seen.Text.ShouldNotContain("provide***");
        (await host.EventsOf(seen.Id)).ShouldBeEmpty();
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
    }

    [Fact]
    public async Task Refusal_OfTheGatewaysKey_LetsTheNextUpstreamAnswer()
    {
        await using var provider = await ScriptedProvider.Start(
            (http, _) =>
            {
                http.Response.StatusCode = 401;
                return http.Response.WriteAsync(Quoting);
            }
        );
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams = [provider.As("other"), .. gateway.Upstreams],
                Routes = [new RouteRule("gpt", ["other", "openai"])],
            }
        );

        var seen = await host.Send(Ask.Chat());

        seen.Status.ShouldBe(200);
        seen.Cost.ShouldBe(host.Billed());
    }

    [Fact]
    public async Task Forbidden_PassesAsItIs()
    {
        await using var host = await GatewayHost.Run();

        (await host.Send(Ask.Chat("fault=status:403"))).Status.ShouldBe(403);
    }
}
