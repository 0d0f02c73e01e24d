using Permil.Server.Gateway.Jobs;

namespace Permil.Server.Gateway;

public sealed class JobTelemetryTests
{
    [Fact]
    public async Task Job_IsStartedThenSettled_AndItsCostIsCounted()
    {
        await using var provider = await ScriptedBatch.Start(
            ScriptedProvider.InputLine(1),
            ScriptedProvider.OutputLine(1)
        );
        await using var host = await ScriptedBatch.Before(provider);

        await ScriptedBatch.Begin(host);

        var metrics = await Metrics(host);
        ValueOf(metrics, "permil_calls_total", "permil_outcome=\"started\"").ShouldBe("1");
        ValueOf(metrics, "permil_calls_total", "permil_outcome=\"failed\"").ShouldBe("0");
        metrics.ShouldNotContain("error_type=\"200\"");

        await host.Send(Ask.Get(ScriptedBatch.Output));

        // Counted once it is recorded, which nobody waits for.
        var end = TimeProvider.System.GetUtcNow() + GatewayHost.Soon;
        do
        {
            TimeProvider.System.GetUtcNow().ShouldBeLessThan(end);
            metrics = await Metrics(host);
        } while (ValueOf(metrics, "permil_calls_total", "permil_outcome=\"settled\"") == "0");

        ValueOf(metrics, "permil_cost_total", "gen_ai_operation_name=\"batch\"").ShouldBe("0.075");
    }

    [Fact]
    public async Task CallsWithoutUsage_AreCountedByUpstreamAndStatus()
    {
        await using var host = await GatewayHost.Run();
        await host.Send(Ask.Get("/v1/files"));
        await host.Send(Ask.Get("/v1/files").With(("x-permil-upstream", "together")));
        await host.Send(Ask.Get("/v1/files/none"));
        await host.Send(Ask.Get("/v1/models"));

        var metrics = await Metrics(host);

        ValueOf(metrics, "permil_unmetered_calls_total", "permil_upstream=\"openai\",permil_status_class=\"2xx\"")
            .ShouldBe("2");
        ValueOf(metrics, "permil_unmetered_calls_total", "permil_upstream=\"openai\",permil_status_class=\"4xx\"")
            .ShouldBe("1");
        ValueOf(metrics, "permil_unmetered_calls_total", "permil_upstream=\"together\"").ShouldBe("1");
    }

    [Fact]
    public async Task Refusals_AreCountedOnce_ByWhoseTheyWere()
    {
        await using var host = await GatewayHost.Prepare();
        host.Block(0.000_000_1m);
        await host.Start();
        (await host.Send(Ask.Chat())).Status.ShouldBe(402);
        (await host.Send(Ask.Chat().By("pml_nobody"))).Status.ShouldBe(401);

        var metrics = await Metrics(host);

        ValueOf(metrics, "permil_calls_total", "permil_outcome=\"refused\"").ShouldBe("1");
        ValueOf(metrics, "permil_refusals_total", "permil_reason=\"budget_exceeded\"").ShouldBe("1");
        ValueOf(metrics, "permil_refusals_total", "permil_reason=\"invalid_api_key\"").ShouldBe("1");
    }

    private static async Task<string> Metrics(GatewayHost host) =>
        (await host.Send(Ask.Get("/metrics") with { Key = "" })).Text;

    /// <summary>The one sample of a metric that has a label.</summary>
    private static string ValueOf(string metrics, string name, string label) =>
        metrics
            .Split('\n')
            .Single(line =>
                line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal)
            )
            .Split(' ')[^1];
}
