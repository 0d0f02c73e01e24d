using System.Text;
using Permil.Budgets;

namespace Permil.Server.Gateway;

public sealed class MultipartVideoTests
{
    private const string Model = "ByteDance/Seedance-1.0-lite";

    [Fact]
    public async Task Form_IsHeldAndMeteredAsJsonIs_AndGoesUpUnchanged()
    {
        await using var host = await Before();
        var body = Form(("prompt", new string('x', 2_000)), ("model", Model), ("seconds", "5"), ("size", "1280x720"));

        var seen = await Send(host, "/v1/videos", body);

        seen.Status.ShouldBe(200, seen.Text);
        host.Budgets.Single().Reserved.ShouldBe(0.14m);
        var call = host.Upstream.Ledger.Calls.Single();
        Encoding.UTF8.GetString(call.Body.Span).ShouldBe(body);
        call.Headers["content-type"].ShouldBe("multipart/form-data; boundary=edge");
        var id = seen.Json["id"]!.GetValue<string>();
        await host.Send(Ask.Get($"/v1/videos/{id}"));
        await host.Send(Ask.Get($"/v1/videos/{id}"));
        await host.Settled(0);
        host.Budgets.Single().Spent.ShouldBe(0.14m);
        host.Budgets.Single().Reserved.ShouldBe(0);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("seconds")]
    public async Task Form_WithAValueTwice_IsRefused(string name)
    {
        await using var host = await Before();
        var body = Form(("model", Model), ("seconds", "5"), (name, "5"));

        var seen = await Send(host, "/v1/videos", body);

        seen.Status.ShouldBe(400);
        seen.Text.ShouldContain($"{name}: found twice, allowed: once");
        host.Upstream.Ledger.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("model")]
    [InlineData("response_format")]
    public async Task Transcription_WithAValueTwice_IsRefused(string name)
    {
        await using var host = await GatewayHost.Run();
        var body = Form(("model", "whisper-1"), ("response_format", "json"), (name, "text"));

        var seen = await Send(host, "/v1/audio/transcriptions", body);

        seen.Status.ShouldBe(400);
        seen.Text.ShouldContain($"{name}: found twice, allowed: once");
        host.Upstream.Ledger.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Form_ThatEditsAPicture_IsNotMetered_SoABudgetRefusesIt()
    {
        await using var host = await Before();

        var seen = await Send(host, "/v1/images/edits", Form(("model", "gpt-image-1"), ("prompt", "x")));

        seen.Status.ShouldBe(403);
        seen.Code.ShouldBe("cost_unbounded");
        host.Upstream.Ledger.Calls.ShouldBeEmpty();
    }

    private static async Task<GatewayHost> Before()
    {
        var host = await GatewayHost.Prepare();
        host.Block(10m, period: BudgetPeriod.Total);
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [host.Provider("together")] },
            }
        );
        return host;
    }

    private static Task<Seen> Send(GatewayHost host, string path, string body)
    {
        var content = new StringContent(body);
        content.Headers.Remove("content-type");
        content.Headers.TryAddWithoutValidation("content-type", "multipart/form-data; boundary=edge");
        return host.Send(new Ask { Path = path, Content = content });
    }

    private static string Form(params (string Name, string Value)[] values) =>
        string.Concat(
            values.Select(value =>
                $"--edge\r\nContent-Disposition: form-data; name=\"{value.Name}\"\r\n\r\n{value.Value}\r\n"
            )
        ) + "--edge--\r\n";
}
