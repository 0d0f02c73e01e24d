using System.Net.Http.Headers;

namespace Permil.Server.Telemetry;

public sealed class MetricsEndpointTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", false)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.3", true)]
    [InlineData("application/openmetrics-text; version=1.0.0; charset=utf-8", true)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.2,text/plain;version=0.0.4;q=0.3", false)]
    [InlineData("application/openmetrics-text;version=2.0.0", false)]
    [InlineData("not, a ;; header", false)]
    public async Task AnswerAsync_ByWhatIsAccepted_SaysAndWritesThatFormat(string? accept, bool isOpenMetrics)
    {
        using var telemetry = new GatewayTelemetry();
        telemetry.Record(Sample.Chat);
        await using var server = await LoopbackServer.StartAsync(context =>
            MetricsEndpoint.AnswerAsync(context, telemetry)
        );
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await http.SendAsync(request);

        response.Content.Headers.ContentType.ShouldBe(
            MediaTypeHeaderValue.Parse(
                isOpenMetrics
                    ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                    : "text/plain; version=0.0.4; charset=utf-8"
            )
        );
        var metrics = ScrapedMetrics.Read(await response.Content.ReadAsStringAsync(), isOpenMetrics);
        metrics.Samples.Count.ShouldBeGreaterThan(30);
    }
}
