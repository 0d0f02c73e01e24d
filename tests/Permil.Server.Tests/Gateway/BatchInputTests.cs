using Microsoft.AspNetCore.Http;
using Permil.Access;
using Permil.Server.Gateway.Jobs;

namespace Permil.Server.Gateway;

public sealed class BatchInputTests
{
    [Fact]
    public async Task Line_LongerThanAnyProviderTakes_MakesTheCostUnknown()
    {
        var line = new string('x', 17 << 20);
        await using var provider = await ScriptedBatch.Start(line, "");
        await using var host = await GatewayHost.Prepare();
        host.Block(1m);
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [provider.As("openai")] },
            }
        );

        var seen = await Begin(host);

        seen.Status.ShouldBe(403);
        seen.Code.ShouldBe("cost_unbounded");
        seen.Text.ShouldContain("16777216 bytes");
    }

    [Theory]
    [InlineData(
        """{"url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","max_tokens":1},"body":{"model":"gpt-5"}}"""
    )]
    [InlineData("""{"url":"/v1/responses","body":{"model":"gpt-4o-mini","max_tokens":1,"messages":[]}}""")]
    [InlineData("""{"url":7,"body":{"model":"gpt-4o-mini","max_tokens":1,"messages":[]}}""")]
    public async Task Line_ThatAProviderCouldTakeForAnother_MakesTheCostUnknown(string line)
    {
        await using var provider = await ScriptedBatch.Start(line, "");
        await using var host = await GatewayHost.Prepare();
        host.Block(1m);
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [provider.As("openai")] },
            }
        );

        var seen = await Begin(host);

        seen.Status.ShouldBe(403);
        seen.Code.ShouldBe("cost_unbounded");
        provider.Paths.ShouldNotContain("POST /v1/batches");
    }

    [Theory]
    [InlineData("gpt-4o-mini", "gpt-4o-mini", null)]
    [InlineData("gpt-4o-mini", "gpt-5", "model: found 'gpt-5'")]
    [InlineData("gpt-4o-mini", "", "model: found ''")]
    [InlineData("gpt-4o-mini", null, "cannot be read")]
    public async Task Key_BoundToModels_StartsBatchesOfThemOnly(string first, string? second, string? refusal)
    {
        var lines =
            $"{ScriptedProvider.InputLine(1, first)}\n{(second is null ? "no json" : ScriptedProvider.InputLine(2, second))}";
        await using var provider = await ScriptedBatch.Start(lines, "");
        await using var host = await GatewayHost.Prepare();
        var key = host.MakeKey(new NewKey { AllowedModels = ["gpt-4o-*"] }).Secret;
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [provider.As("openai")] },
            }
        );

        var seen = await Begin(host, key);

        if (refusal is null)
        {
            seen.Status.ShouldBe(200, seen.Text);
            provider.Paths.ShouldContain("POST /v1/batches");
            return;
        }

        seen.Status.ShouldBe(403);
        seen.Code.ShouldBe("model_not_allowed");
        seen.Text.ShouldContain(refusal);
        provider.Paths.ShouldNotContain("POST /v1/batches");
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
    }

    [Fact]
    public async Task File_ThatDoesNotCome_IsATimeoutInTheCallersShape()
    {
        await using var provider = await ScriptedProvider.Start(
            async (http, _) =>
            {
                await http.Response.WriteAsync("{");
                await http.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        );
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams = [provider.As("openai")],
                IdleTimeout = TimeSpan.FromMilliseconds(200),
            }
        );

        var seen = await Begin(host);

        seen.Status.ShouldBe(504);
        seen.Code.ShouldBe("upstream_timeout");
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
    }

    [Fact]
    public async Task File_ThatBreaksOff_LeavesTheCostUnknown()
    {
        await using var provider = await ScriptedProvider.Start(
            async (http, asked) =>
            {
                if (asked.What == "POST /v1/batches")
                {
                    await http.Response.WriteAsync("""{"id":"batch-1","status":"validating"}""");
                    return;
                }

                http.Response.ContentLength = 1_000;
                await http.Response.WriteAsync("{");
                await http.Response.Body.FlushAsync();
                http.Abort();
            }
        );
        await using var host = await ScriptedBatch.Before(provider);

        (await Begin(host)).Status.ShouldBe(200);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(1);
    }

    private static Task<Seen> Begin(GatewayHost host, string? key = null) =>
        host.Send(
            new Ask
            {
                Path = "/v1/batches",
                Body = """{"input_file_id":"in","endpoint":"/v1/chat/completions"}""",
                Key = key,
            }
        );
}
