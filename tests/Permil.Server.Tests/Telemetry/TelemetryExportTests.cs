using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Permil.Server.Telemetry;

[Collection(TraceTests.Name)]
public sealed class TelemetryExportTests
{
    private readonly ConcurrentDictionary<string, string> _received = new(StringComparer.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_CallsRecorded_ReceiverHasMetricsAndSpans(bool byEnvironment)
    {
        await using var receiver = await LoopbackServer.StartAsync(ReceiveAsync);
        using var telemetry = new GatewayTelemetry(
            new TelemetryOptions { OtlpEndpoint = byEnvironment ? null : receiver.Url }
        );
        var variables = byEnvironment
            ? Variables(
                ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Url.AbsoluteUri),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_EXPORTER_OTLP_HEADERS", "x-test=yes"),
                ("OTEL_SERVICE_NAME", "front-door")
            )
            : Variables();

        using (TelemetryExport.Start(telemetry, NullLogger.Instance, variables))
        {
            telemetry.Record(Sample.Chat, CallSpan.Start("chat", "together", "m", null, null));
        }

        var metrics = _received["/v1/metrics"];
        metrics.ShouldContain("permil.cost");
        metrics.ShouldContain("gen_ai.client.operation.duration");
        metrics.ShouldContain("gen_ai.client.inference.usage.input_tokens");
        metrics.ShouldContain("meta-llama/Llama-3.3-70B");
        metrics.ShouldContain(byEnvironment ? "front-door" : "permil");
        var traces = _received["/v1/traces"];
        traces.ShouldContain("chat meta-llama/Llama-3.3-70B");
        traces.ShouldContain("0.000123456789");
        _received["x-test"].ShouldBe(byEnvironment ? "yes" : "");
    }

    [Fact]
    public async Task Dispose_OnlyTheEndpointIsSaid_SendsByGrpc()
    {
        await using var receiver = await LoopbackServer.StartAsync(
            async context =>
            {
                await ReceiveAsync(context);
                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");

                // An empty message: not packed, no bytes.
                await context.Response.Body.WriteAsync(new byte[5]);
            },
            protocols: HttpProtocols.Http2
        );
        using var telemetry = new GatewayTelemetry();
        var variables = Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Url.AbsoluteUri));

        using (TelemetryExport.Start(telemetry, NullLogger.Instance, variables))
        {
            telemetry.Record(Sample.Chat, CallSpan.Start("chat", "together", "m", null, null));
        }

        _received["/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"].ShouldContain("permil.cost");
        _received["/opentelemetry.proto.collector.trace.v1.TraceService/Export"].ShouldContain("chat meta-llama");
    }

    [Fact]
    public void Start_NothingAsksForIt_SendsNothing()
    {
        using var telemetry = new GatewayTelemetry();
        using var export = TelemetryExport.Start(telemetry, NullLogger.Instance, Variables());

        (export.SendsMetrics, export.SendsTraces).ShouldBe((false, false));
        CallSpan.Start("chat", "together", "m", null, null).IsStarted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true", false, false)]
    [InlineData("OTEL_TRACES_EXPORTER", "none", true, false)]
    [InlineData("OTEL_METRICS_EXPORTER", "none", false, true)]
    public void Start_EnvironmentTurnsItOff_Obeys(string variable, string value, bool metrics, bool traces)
    {
        using var telemetry = new GatewayTelemetry(
            new TelemetryOptions { OtlpEndpoint = new Uri("http://127.0.0.1:1") }
        );
        using var export = TelemetryExport.Start(telemetry, NullLogger.Instance, Variables((variable, value)));

        (export.SendsMetrics, export.SendsTraces).ShouldBe((metrics, traces));
    }

    private static IConfiguration Variables(params (string Name, string Value)[] variables) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                variables.Select(variable => KeyValuePair.Create(variable.Name, (string?)variable.Value))
            )
            .Build();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);

        // Names stand in the bytes of the protocol as they are.
        _received[context.Request.Path] = Encoding.Latin1.GetString(body.ToArray());
        _received["x-test"] = context.Request.Headers["x-test"].ToString();
        context.Response.ContentType = "application/x-protobuf";
    }
}
