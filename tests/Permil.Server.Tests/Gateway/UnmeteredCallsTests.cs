namespace Permil.Server.Gateway;

public sealed class UnmeteredCallsTests
{
    [Fact]
    public async Task UnknownPath_IsForwardedAndCostsNothing()
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(
            new Ask
            {
                Method = HttpMethod.Put,
                Path = "/v1/echo/a%20b?c=d",
                Body = "anything",
            }
        );

        seen.Status.ShouldBe(200);
        seen.Text.ShouldBe("""{"method":"PUT","path":"/echo/a b","bytes":8}""");
        seen.Id.ShouldStartWith("req_");
        seen.Headers.Keys.ShouldNotContain("x-permil-cost");
        (await host.Reported()).Events.ShouldBe(0);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
    }

    [Fact]
    public async Task ProvidersError_IsPassedOn()
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(Ask.Get("/v1/echo/x") with { Play = "fault=status:503:9" });
        var broken = await host.Send(Ask.Get("/v1/echo/x") with { Play = "fault=reset" });

        seen.Status.ShouldBe(503);
        seen.Headers["retry-after"].ShouldBe("9");
        broken.Status.ShouldBe(502);
        broken.Code.ShouldBe("upstream_error");
    }

    [Fact]
    public async Task Path_ThatCouldCost_IsRefusedWhereABlockingBudgetApplies()
    {
        await using var host = await GatewayHost.Prepare();
        host.Block(1m);
        await host.Start();

        foreach (var path in (string[])["/v1/echo/new-thing", "/v1/chat/completions/", "/v1//echo", "/v1/images/edits"])
        {
            var refused = await host.Send(new Ask { Path = path, Body = """{"model":"gpt-4o-mini","messages":[]}""" });
            if (path == "/v1/chat/completions/")
            {
                // Metered as what a provider may take it for.
                (await host.EventsOf(refused.Id)).Count.ShouldBe(1);
                continue;
            }

            refused.Status.ShouldBe(403, path);
            refused.Code.ShouldBe("cost_unbounded", path);
            refused.Text.ShouldContain("is not metered");
        }

        host.Upstream.Ledger.Calls.Count.ShouldBe(1);

        // What only reads or ends something goes on.
        foreach (
            var ask in (Ask[])
                [
                    Ask.Get("/v1/echo/x"),
                    Ask.Get("/v1/echo/x") with
                    {
                        Method = HttpMethod.Delete,
                    },
                    Ask.Get("/v1/echo/x/cancel") with
                    {
                        Method = HttpMethod.Post,
                    },
                    Ask.Get("/v1/models"),
                ]
        )
        {
            (await host.Send(ask)).Status.ShouldBe(200, ask.Path);
        }
    }

    [Fact]
    public async Task Files_MayBeLargerThanOtherBodies_UpToALimitOfTheirOwn()
    {
        const int Most = 200_000;
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                MaxBodyBytes = 10_000,
                MaxHeldBytes = 10_000,
                MaxFileBytes = Most,
            }
        );

        var large = await Upload(Most - 1000);
        large.Status.ShouldBe(200);
        large.Json["bytes"]!.GetValue<int>().ShouldBe(Most - 1000);
        var content = await host.Send(Ask.Get($"/v1/files/{large.Json["id"]!.GetValue<string>()}/content"));
        content.Bytes.ShouldAllBe(one => one == 7);
        content.Bytes.Length.ShouldBe(Most - 1000);

        // However often: it is no fault of the provider, which others still can call.
        for (var i = 0; i < 25; i++)
        {
            var tooLarge = await Upload(Most);
            tooLarge.Status.ShouldBe(413);
            tooLarge.Code.ShouldBe("request_too_large");
            tooLarge.Text.ShouldContain($"{Most} bytes");
        }

        (await host.Send(Ask.Get("/v1/files"))).Json["data"]!.AsArray().Count.ShouldBe(1);

        async Task<Seen> Upload(int length)
        {
            var bytes = new byte[length];
            bytes.AsSpan().Fill(7);
            using var form = new MultipartFormDataContent
            {
                { new StringContent("batch"), "purpose" },
                { new ByteArrayContent(bytes), "file", "input.jsonl" },
            };

            // So that a refusal is read before the body is written to a connection that is closed.
            return await host.Send(new Ask { Path = "/v1/files", Content = form }.With(("expect", "100-continue")));
        }
    }

    [Fact]
    public async Task Limits_HoldForThemToo()
    {
        await using var host = await GatewayHost.Prepare();
        var slow = host.MakeKey(new() { Limits = new() { RequestsPerMinute = 1 } }).Secret;
        await host.Start();

        var first = await host.Send(Ask.Get("/v1/echo/x").By(slow));
        var second = await host.Send(Ask.Get("/v1/models").By(slow));

        first.Headers["x-ratelimit-remaining-requests"].ShouldBe("0");
        second.Status.ShouldBe(429);
        int.Parse(second.Headers["retry-after"]).ShouldBeInRange(1, 60);
    }

    [Theory]
    [InlineData("/v1/x%2f..%2fadmin")]
    [InlineData("/v1/%2e%2e%5cadmin")]
    [InlineData("/v1/..;/admin")]
    public async Task Path_ThatMayLeave_IsRefused(string path)
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(Ask.Get(path));

        seen.Status.ShouldBeOneOf(400, 404);
        host.Upstream.Ledger.Calls.ShouldBeEmpty();
    }
}
