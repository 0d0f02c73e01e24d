using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Permil.Access;
using Permil.Budgets;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Server.Gateway.Jobs;

public sealed class OpenJobsTests
{
    private const string Line =
        """{"custom_id":"c@","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","max_tokens":1000,"messages":[{"role":"user","content":"Grüße @"}]}}""";

    [Fact]
    public async Task Batch_IsMeteredOnce_ThoughItsOutputIsFetchedAtTheSameTime()
    {
        await using var host = await GatewayHost.Run();
        var batch = await Begin(host, 3);
        var output = await Output(host, batch);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(1);

        var fetched = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Send(Ask.Get(output))));

        foreach (var seen in fetched)
        {
            seen.Status.ShouldBe(200);
            seen.Text.ShouldBe(fetched[0].Text);
            seen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        }

        await ShouldBeBilledOnce(host, 3);
        (await host.Send(Ask.Get(output))).Text.ShouldBe(fetched[0].Text);
        await ShouldBeBilledOnce(host, 3);
    }

    [Fact]
    public async Task Batch_IsHeldAtTheMostItCanCost_OverARestart()
    {
        await using var host = await GatewayHost.Prepare();
        host.Block(1m);
        await host.Start();
        var batch = await Begin(host, 2);

        // Two times 1000 tokens of output at half price.
        var held = host.Budgets.Single().Reserved;
        held.ShouldBeInRange(0.0006m, 0.0011m);

        await host.Restart();

        host.Server.Recovered.Jobs.ShouldBe(1);
        host.Server.Recovered.Unsettled.ShouldBe(0);
        host.Budgets.Single().Reserved.ShouldBe(held);
        (await host.Reported()).Events.ShouldBe(0);
        await host.Send(Ask.Get(await Output(host, batch)));
        await ShouldBeBilledOnce(host, 2);
        host.Budgets.Single().Reserved.ShouldBe(0);
        host.Budgets.Single().Spent.ShouldBe(host.Billed());

        await host.Restart();
        host.Server.Recovered.Jobs.ShouldBe(0);
        await ShouldBeBilledOnce(host, 2);
        host.Budgets.Single().Spent.ShouldBe(host.Billed());
    }

    [Fact]
    public async Task Batch_WhoseOutputIsFetchedWithoutAskingHowItIs_IsMetered()
    {
        await using var host = await GatewayHost.Run();
        var batch = await Begin(host, 1);

        // The provider is asked twice behind the gateway's back, so that it is done.
        using var direct = new HttpClient();
        direct.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", GatewayHost.ProviderKey);
        var provider = new Uri(host.Upstream.Url, $"openai/v1/batches/{batch}");
        await direct.GetStringAsync(provider);
        await direct.GetStringAsync(provider);

        (await host.Send(Ask.Get($"/v1/files/file-output-{batch}/content"))).Status.ShouldBe(200);

        await ShouldBeBilledOnce(host, 1);
    }

    [Fact]
    public async Task Batch_ThatABudgetCannotHold_DoesNotStart()
    {
        await using var host = await GatewayHost.Prepare();
        host.Block(0.0008m);
        await host.Start();
        var file = await Upload(host, host.Key, 3);

        var refused = await host.Send(BatchOf(file));
        var unreadable = await host.Send(BatchOf("file-nobody-has"));

        refused.Status.ShouldBe(402);
        refused.Code.ShouldBe("budget_exceeded");
        unreadable.Status.ShouldBe(403);
        unreadable.Code.ShouldBe("cost_unbounded");
        host.Upstream.Ledger.Calls.ShouldNotContain(call => call.Method == "POST" && call.Path == "/batches");
        host.Budgets.Single().Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task BatchTokens_AreLimitedForEachModel()
    {
        await using var host = await GatewayHost.Prepare();
        var narrow = host.MakeKey(new NewKey { Limits = new Limits { BatchTokensPerModel = 4000 } }).Secret;
        await host.Start();
        var file = await Upload(host, narrow, 3);

        (await host.Send(BatchOf(file).By(narrow))).Status.ShouldBe(200);
        var refused = await host.Send(BatchOf(file).By(narrow));

        refused.Status.ShouldBe(429);
        refused.Json["error"]!["type"]!.GetValue<string>().ShouldBe("tokens");
    }

    [Fact]
    public async Task Batch_ThatTheProviderRefuses_HoldsNothing()
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(BatchOf("file-nobody-has"));

        seen.Status.ShouldBe(400);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
        (await host.EventsOf(seen.Id)).ShouldBeEmpty();
        await host.Restart();
        host.Server.Recovered.Jobs.ShouldBe(0);
        host.Server.Recovered.Unsettled.ShouldBe(0);
    }

    [Fact]
    public async Task Jobs_OfAnotherTenant_AreNotThere()
    {
        await using var host = await GatewayHost.Prepare();
        host.Change(book => new NewAccount { Id = "other" }.AddTo(book, host.Clock.GetUtcNow()));
        var red = host.MakeKey(new NewKey { SubAccount = "red" }).Secret;
        var blue = host.MakeKey(new NewKey { SubAccount = "blue" }).Secret;
        var other = host.MakeKey(new NewKey { Account = "other" }).Secret;
        await host.Start();
        var batch = await Begin(host, 1, red);
        var video = (await host.Send(Video("openai-video").By(red))).Json["id"]!.GetValue<string>();
        var before = host.Upstream.Ledger.Calls.Count;

        foreach (var path in (string[])[$"/v1/batches/{batch}", $"/v1/videos/{video}", $"/v1//batches/{batch}/"])
        {
            foreach (var key in (string[])[blue, other])
            {
                var seen = await host.Send(Ask.Get(path).By(key));
                seen.Status.ShouldBe(404, path);
                seen.Code.ShouldBe("not_found");
            }
        }

        host.Upstream.Ledger.Calls.Count.ShouldBe(before);
        (await host.Send(Ask.Get($"/v1/batches/{batch}").By(red))).Status.ShouldBe(200);

        // A key of the whole account sees its tenants.
        (await host.Send(Ask.Get($"/v1/videos/{video}"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Video_IsMeteredWhenItIsSeenToHaveEnded_Once()
    {
        await using var host = await GatewayHost.Prepare();
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [host.Provider("together")] },
            }
        );
        var begun = await host.Send(Video("kwaivgI/kling-1.6-pro"));
        var id = begun.Json["id"]!.GetValue<string>();

        (await host.Send(Ask.Get($"/v1/videos/{id}"))).Json["status"]!.GetValue<string>().ShouldBe("in_progress");
        await host.Restart();
        host.Server.Recovered.Jobs.ShouldBe(1);
        (await host.Reported()).Events.ShouldBe(0);
        for (var i = 0; i < 3; i++)
        {
            (await host.Send(Ask.Get($"/v1/videos/{id}"))).Json["status"]!.GetValue<string>().ShouldBe("completed");
            await host.Settled(0);
            var (events, _, unsettled) = await host.Reported();
            events.ShouldBe(1);
            unsettled.ShouldBe(0);
        }

        var stored = await host.EventsOf(id);
        stored.Single().Account.ShouldBe(GatewayHost.Account);
        stored.Single().Model.ShouldBe("kwaivgI/kling-1.6-pro");
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public async Task Video_ThatCameToNothing_CostsNothing(string status)
    {
        await using var provider = await LoopbackServer.StartAsync(http =>
            http.Response.WriteAsJsonAsync(
                new
                {
                    id = "video-1",
                    @object = "video",
                    model = "kwaivgI/kling-1.6-pro",
                    status = HttpMethods.IsPost(http.Request.Method) ? "queued" : status,
                    seconds = "5",
                }
            )
        );
        await using var host = await GatewayHost.Run(gateway =>
            gateway with
            {
                Upstreams = [gateway.Upstreams[1] with { Address = new Uri(provider.Url, "v1") }],
            }
        );
        await host.Send(Video("kwaivgI/kling-1.6-pro"));
        host.Server.Parts.Admission.OpenReservations.ShouldBe(1);

        (await host.Send(Ask.Get("/v1/videos/video-1"))).Json["status"]!.GetValue<string>().ShouldBe(status);

        await host.Settled(0);
        var (_, cost, unsettled) = await host.Reported();
        cost.ShouldBe(0);
        unsettled.ShouldBe(0);
        (await host.EventsOf("video-1")).Sum(one => one.Usage.Sum(used => used.Quantity)).ShouldBe(0);
    }

    [Fact]
    public async Task Job_IsAskedOfTheProviderThatHasIt()
    {
        await using var host = await GatewayHost.Run();
        var begun = await host.Send(Video("kwaivgI/kling-1.6-pro"));
        var id = begun.Json["id"]!.GetValue<string>();
        host.Upstream.Ledger.Calls.Single().Provider.ShouldBe("together");

        await host.Restart();
        (await host.Send(Ask.Get($"/v1/videos/{id}"))).Status.ShouldBe(200);
        (await host.Send(Ask.Get($"/v1/videos/{id}"))).Status.ShouldBe(200);

        host.Upstream.Ledger.Calls.ShouldAllBe(call => call.Provider == "together");
        await host.Settled(0);
        (await host.EventsOf(id)).Single().Provider.ShouldBe("together");
    }

    [Fact]
    public async Task FineTune_IsMeteredAtWhatItSaysItTrained()
    {
        await using var host = await GatewayHost.Prepare();
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [host.Provider("together")] },
            }
        );
        var begun = await host.Send(
            new Ask
            {
                Path = "/v1/fine-tunes",
                Body =
                    """{"model":"meta-llama/Meta-Llama-3.1-8B-Instruct-Reference","training_file":"file-1","n_epochs":1}""",
            }
        );
        var id = begun.Json["id"]!.GetValue<string>();
        host.Server.Parts.Admission.OpenReservations.ShouldBe(1);

        await host.Send(Ask.Get($"/v1/fine-tunes/{id}"));
        await host.Send(Ask.Get($"/v1/fine-tunes/{id}"));

        await host.Settled(0);
        var recorded = (await host.EventsOf(id)).Single();
        recorded.UnsettledReason.ShouldBeNull();
        recorded.Usage.Single(one => one.Meter.Name == "fine_tuning_tokens").Quantity.ShouldBe(12_940_000);

        // 12.94M tokens at 0.48 USD a million.
        (await host.Reported()).ListCost.ShouldBe(6.2112m);
    }

    private static async Task ShouldBeBilledOnce(GatewayHost host, int lines)
    {
        await host.Settled(0);
        var (events, cost, unsettled) = await host.Reported();
        events.ShouldBe(lines);
        unsettled.ShouldBe(0);
        cost.ShouldBe(host.Billed());
        cost.ShouldBeGreaterThan(0);
        foreach (var call in host.Upstream.Ledger.Calls.Where(call => call.Mode == "batch"))
        {
            var stored = StoredEvents.Find(host.Server.Parts.Store, call.AnswerId!).Single();
            stored.Event.Mode.ShouldBe(Mode.Batch);
            stored.Event.Account.ShouldBe(GatewayHost.Account);
            stored.Conflicts.ShouldBeEmpty();
        }
    }

    private static async Task<string> Begin(GatewayHost host, int lines, string? key = null)
    {
        var begun = await host.Send(BatchOf(await Upload(host, key ?? host.Key, lines)).By(key ?? host.Key));
        begun.Status.ShouldBe(200, begun.Text);
        return begun.Json["id"]!.GetValue<string>();
    }

    private static Ask BatchOf(string file) =>
        new()
        {
            Path = "/v1/batches",
            Body = $$"""{"input_file_id":"{{file}}","endpoint":"/v1/chat/completions","completion_window":"24h"}""",
        };

    private static Ask Video(string model) =>
        new() { Path = "/v1/videos", Body = $$"""{"model":"{{model}}","prompt":"x","seconds":"5"}""" };

    private static async Task<string> Upload(GatewayHost host, string key, int lines)
    {
        var input = string.Join(
            '\n',
            Enumerable
                .Range(1, lines)
                .Select(number =>
                    Line.Replace("@", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                )
        );
        using var form = new MultipartFormDataContent
        {
            { new StringContent("batch"), "purpose" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(input)), "file", "input.jsonl" },
        };
        var uploaded = await host.Send(new Ask { Path = "/v1/files", Content = form }.By(key));
        uploaded.Json["bytes"]!.GetValue<int>().ShouldBe(Encoding.UTF8.GetByteCount(input));
        return uploaded.Json["id"]!.GetValue<string>();
    }

    /// <summary>Asks until the batch is done.</summary>
    private static async Task<string> Output(GatewayHost host, string batch)
    {
        await host.Send(Ask.Get($"/v1/batches/{batch}"));
        var done = await host.Send(Ask.Get($"/v1/batches/{batch}"));
        done.Json["status"]!.GetValue<string>().ShouldBe("completed");
        return $"/v1/files/{done.Json["output_file_id"]!.GetValue<string>()}/content";
    }
}
