using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Permil.Usage;

namespace Permil.Server.Sync.Together;

/// <summary>What the network does, and what becomes of the key.</summary>
public sealed class TogetherApiTests
{
    [Fact]
    public async Task TooManyRequests_WaitsAsLongAsItIsAskedTo_ToTheSecond()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] = "[]";
        rig.Clock.Now = SyncRig.Instant("2026-10-07T12:00:00.25Z");
        string[] waits = ["17", "Wed, 07 Oct 2026 12:01:30 GMT", "Wed, 07 Oct 2026 11:00:00 GMT"];
        rig.Service.Fault = async (index, _, context) =>
        {
            if (index >= waits.Length)
            {
                return false;
            }

            context.Response.Headers.RetryAfter = waits[index];
            await FakeTogether.WriteAsync(
                context,
                429,
                """{"error":{"message":"slow down","type":"dynamic_request_limited"}}"""
            );
            return true;
        };

        (await rig.RunAsync()).ExitCode.ShouldBe(0);

        // A date in the past asks for no wait at all.
        rig.Clock.Waits.ShouldBe([TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(90)]);
    }

    [Fact]
    public async Task TooManyRequests_ThatAskForTooLong_AreGivenUpOnAtOnce()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.FineTunes, TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] = "[]";
        rig.Service.Fault = async (_, path, context) =>
        {
            if (path != "v1/fine-tunes")
            {
                return false;
            }

            context.Response.Headers.RetryAfter = "3600";
            await FakeTogether.WriteAsync(context, 429, "");
            return true;
        };

        var summary = await rig.RunAsync();

        summary
            .Parts[0]
            .Failures.Single()
            .ShouldBe("GET /v1/fine-tunes: status 429 (1 attempt; it asks to wait 3600 s, longer than this run waits)");
        summary.Parts[1].Failures.ShouldBeEmpty();
        rig.Clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Failures_AreRetriedWithGrowingWaits_AndNotForEver()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] = "503:overloaded";

        var summary = await rig.RunAsync();

        summary.Parts[0].Failures.Single().ShouldBe("GET /v1/batches: status 503: overloaded (6 attempts)");
        rig.Service.Requests.Count.ShouldBe(6);
        rig.Clock.Waits.Count.ShouldBe(5);
        rig.Clock.Waits.Sum(wait => wait.TotalSeconds).ShouldBeInRange(5, 200);
    }

    [Fact]
    public async Task SilentService_IsAskedAgain()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Options = rig.Options with { Timeout = TimeSpan.FromMilliseconds(300) };
        rig.Service.Answers["v1/batches"] = "[]";
        rig.Service.Fault = async (index, _, context) =>
        {
            if (index == 1)
            {
                // Begins to answer, then falls silent.
                await context.Response.Body.WriteAsync("["u8.ToArray());
                await context.Response.Body.FlushAsync();
            }

            if (index < 2)
            {
                await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
            }

            return index < 2;
        };

        (await rig.RunAsync()).ExitCode.ShouldBe(0);
        rig.Service.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(
        401,
        "the service refuses the key (GET /v1/fine-tunes, status 401: Invalid API key provided: ***.); check TOGETHER_API_KEY"
    )]
    [InlineData(
        403,
        "the key may not read this (GET /v1/fine-tunes, status 403: Invalid API key provided: ***.); use a key with access, or leave this kind out"
    )]
    public async Task RefusedKey_StopsAtOnce(int status, string message)
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.FineTunes, TogetherKinds.Batches);
        rig.Service.Answers["v1/fine-tunes"] =
            $$$"""{{{status}}}:{"error":{"message":"Invalid API key provided: {{{SyncRig.KeyText}}}.","code":"invalid_api_key"}}""";

        var summary = await rig.RunAsync();

        summary.Stopped.ShouldBe(message);
        summary.ExitCode.ShouldBe(1);
        summary.Parts.Count.ShouldBe(1);
        rig.Service.Requests.ShouldBe(["v1/fine-tunes"]);
    }

    [Fact]
    public async Task Key_ShowsNowhere_WhateverTheServiceRepeats()
    {
        const string Key = SyncRig.KeyText;
        await using var rig = await SyncRig.StartAsync();
        rig.Service.Answers["v1/endpoints?type=dedicated"] = $"400:{{\"error\":{{\"message\":\"{Key} is odd\"}}}}";
        rig.Service.Answers["v1/whoami"] = $"500:<html>{new string('x', 280)}{Key.ToUpperInvariant()}</html>";
        rig.Service.Answers["v1/deployments"] = $"<html>{Key}</html>";
        rig.Service.Answers["v1/compute/clusters"] = $$"""{"clusters":[{"cluster_id":"{{Key}}"}]}""";
        rig.Service.Answers["v1/compute/clusters/storage/volumes"] = $$"""{"{{Key}}":[]}""";
        rig.Service.Answers["v1/fine-tunes"] = $$"""{"data":[{{World.FineTune("ft", "completed", "")}}]}""";
        rig.Service.Answers["v1/fine-tunes/ft"] = World.FineTune("ft", "completed", $",\"token_count\":\"{Key}\"");
        rig.Service.Answers["v1/batches"] = $"402:{Key}";

        var summary = await rig.RunAsync();

        var said = JsonSerializer.Serialize(summary);
        summary.Parts.ShouldAllBe(part => part.Failures.Count + part.RejectedCount > 0);
        said.ShouldNotContain("sEcReT", Case.Insensitive);
        said.ShouldContain("***");
        rig.Target.Text.ShouldNotContain("sEcReT", Case.Insensitive);
        System.Text.Encoding.UTF8.GetString(rig.State!).ShouldNotContain("sEcReT", Case.Insensitive);
        rig.Service.Authorizations.ShouldAllBe(header => header == $"Bearer {Key}");
        new TogetherKey(Key).ToString().ShouldBe("***");
        var key = new TogetherKey(Key);
        for (var length = 10; length <= Key.Length; length++)
        {
            key.Hide($"'{Key[..length]}...' {Key.ToUpperInvariant()}").ShouldBe("'***...' ***");
        }

        JsonSerializer.Serialize(new TogetherKey(Key)).ShouldBe("{}");
    }

    [Fact]
    public void Key_ComesFromTheEnvironmentOrAFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("key"), "from-file\n");
        TogetherKey.Find(folder.File("key"), _ => "no").Reveal().ShouldBe("from-file");
        TogetherKey
            .Find(null, name => name == "TOGETHER_API_KEY" ? "from-environment" : null)
            .Reveal()
            .ShouldBe("from-environment");
        Should.Throw<SyncException>(() => TogetherKey.Find(null, _ => null)).Message.ShouldContain("TOGETHER_API_KEY");
        Should.Throw<SyncException>(() => new TogetherKey(" \n")).Message.ShouldBe("the key is empty");
        Should.Throw<SyncException>(() => new TogetherKey("sec\nret")).Message.ShouldNotContain("sec\nret");
    }

    [Theory]
    [InlineData("http://example.com/v1", "unencrypted")]
    [InlineData("ftp://example.com", "https://")]
    [InlineData("https://user:pass@example.com", "its own place")]
    public void BaseUrl_ThatWouldGiveTheKeyAway_IsRefused(string url, string reason)
    {
        var exception = Should.Throw<SyncException>(() =>
            new TogetherSync(
                new TogetherSyncOptions { BaseUrl = new Uri(url) },
                new TogetherKey("k"),
                (_, _) => Task.CompletedTask
            )
        );
        exception.Message.ShouldContain(reason);
        exception.Message.ShouldNotContain("pass@");
    }

    [Theory]
    [InlineData("https://api.together.ai/v1", "https://api.together.ai/")]
    [InlineData("https://api.together.xyz/v1/", "https://api.together.ai/")]
    [InlineData("https://proxy.example.com/together/v1", "https://proxy.example.com/together/")]
    [InlineData("http://localhost:8080", "http://localhost:8080/")]
    public void Origin_IsTheServiceWhateverItsAddress(string url, string origin) =>
        TogetherSync.OriginOf(new Uri(url)).AbsoluteUri.ShouldBe(origin);

    [Fact]
    public async Task Redirect_ToAnotherHost_DoesNotTakeTheKeyAlong()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] =
            $"[{World.Batch("b", "COMPLETED", ",\"output_file_id\":\"f\",\"completed_at\":\"2026-10-07T09:45:30Z\"")}]";
        rig.Service.Answers["v1/moved"] = World.Output;
        var target = "/v1/moved";
        rig.Service.Fault = (_, path, context) =>
        {
            if (!path.StartsWith("v1/files/", StringComparison.Ordinal))
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = target;
            return Task.FromResult(true);
        };

        await using var other = await FakeTogether.StartAsync();
        target = new Uri(other.Url, "stolen").AbsoluteUri;
        (await rig.RunAsync()).Parts[0].Failures.Single().ShouldContain("without https");
        other.Requests.ShouldBeEmpty();

        target = "/v1/moved";
        (await rig.RunAsync()).Events.ShouldBe(2);
        rig.Service.Authorizations[^1].ShouldNotBeNull();
    }

    [Fact]
    public async Task Answers_ThatAreTooLarge_AreNotHeld()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.FineTunes, TogetherKinds.Batches);
        rig.Options = rig.Options with { MaxAnswerBytes = 1_000, MaxFileBytes = 100 };
        rig.Service.Answers["v1/fine-tunes"] = $"[{new string(' ', 2_000)}]";
        rig.Service.Answers["v1/batches"] =
            $"[{World.Batch("b", "COMPLETED", ",\"output_file_id\":\"f\",\"completed_at\":\"2026-10-07T09:45:30Z\"")}]";
        rig.Service.Answers["v1/files/f/content"] = World.Output;

        var summary = await rig.RunAsync();

        summary.Parts[0].Failures.Single().ShouldContain("larger than 1000 bytes");
        summary.Parts[1].Failures.Single().ShouldContain("larger than 100 bytes");
        rig.Target.Durable.ShouldBeEmpty();
    }

    [Fact]
    public async Task WrongJson_FailsItsKindOnly()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Volumes, TogetherKinds.Batches);
        rig.Service.Answers["v1/compute/clusters/storage/volumes"] = """{"volumes":[}""";
        rig.Service.Answers["v1/batches"] = $"[{World.Batch("b", "CANCELLED", "")}]";

        var summary = await rig.RunAsync();

        summary
            .Parts[0]
            .Failures.Single()
            .ShouldStartWith("GET /v1/compute/clusters/storage/volumes: the answer is no JSON (line 1, byte 13)");
        summary.Parts[1].Seen.ShouldBe(1);
    }

    [Fact]
    public async Task State_OfAnotherService_IsRefused()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.State = SyncStateFile.Write(new SyncState { Origin = "https://elsewhere.example/" });
        (await Should.ThrowAsync<SyncException>(() => rig.RunAsync())).Message.ShouldContain(
            "belongs to https://elsewhere.example/"
        );
        Should
            .Throw<SyncException>(() =>
                new TogetherSync(
                    rig.Options with
                    {
                        Kinds = ["dreams"],
                    },
                    new TogetherKey("k"),
                    (_, _) => Task.CompletedTask
                )
            )
            .Message.ShouldContain("dreams");
    }
}
