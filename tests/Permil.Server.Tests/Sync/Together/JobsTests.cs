using Permil.Usage;

namespace Permil.Server.Sync.Together;

/// <summary>Batches and fine-tuning jobs.</summary>
public sealed class JobsTests
{
    private const string Ended = ",\"output_file_id\":\"file-out\",\"completed_at\":\"2026-10-07T09:45:30Z\"";

    [Fact]
    public async Task Batch_WhoseFileIsMissing_IsAskedForAgainThenUnsettled()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] =
            $"[{World.Batch("gone", "COMPLETED", Ended.Replace("file-out", "file-gone", StringComparison.Ordinal))},{World.Batch("ok", "COMPLETED", Ended)},{World.Batch("none", "COMPLETED", "")}]";
        rig.Service.Answers["v1/files/file-out/content"] = World.Output;

        var summary = await rig.RunAtAsync("12:00:00");
        summary.ExitCode.ShouldBe(1);
        summary
            .Parts[0]
            .Failures.ShouldBe([
                "batch gone: its file file-gone is not there; it is asked for again until 7 days after the batch ended",
                "batch none: it is completed and names no output file; it is asked for again until 7 days after the batch ended",
            ]);
        rig.Target.Durable.Keys.ShouldBe(["openai-compatible oT-1", "openai-compatible oT-2"]);

        summary = await rig.RunAtAsync("2026-10-15T12:00:00Z");
        summary.ExitCode.ShouldBe(0);
        var gone = rig.Target.Durable["together batch/gone/output"];
        gone.UnsettledReason.ShouldBe("the output of the batch: its file file-gone is not there");
        gone.Time.ShouldBe(SyncRig.Instant("2026-10-07T09:45:30Z"));
        gone.Model.ShouldBe("meta-llama/Llama-3.3-70B-Instruct-Turbo");
        gone.Mode.ShouldBe(Mode.Batch);
        rig.Target.Durable.ShouldContainKey("together batch/none/output");
        (await rig.RunAsync()).Events.ShouldBe(0);
    }

    [Fact]
    public async Task Batch_WhoseFileComesLater_IsRead()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] = $"[{World.Batch("b", "COMPLETED", Ended)}]";
        (await rig.RunAtAsync("12:00:00")).ExitCode.ShouldBe(1);
        rig.Service.Answers["v1/files/file-out/content"] = World.Output;
        (await rig.RunAtAsync("13:00:00")).ExitCode.ShouldBe(0);
        rig.Target.Durable.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Batch_WithBrokenLines_RejectsThemAndCountsTheRest()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] =
            $"[{World.Batch("b", "COMPLETED", Ended)},{World.Batch("odd", "COMPLETED", ",\"completed_at\":\"soon\"")},7]";
        rig.Service.Answers["v1/files/file-out/content"] = "{\"custom_id\":\"x\",\n" + World.Output + "[1]\n";

        var summary = await rig.RunAtAsync("12:00:00");

        rig.Target.Durable.Count.ShouldBe(2);
        summary.ExitCode.ShouldBe(1);
        summary
            .Parts[0]
            .Rejected.Select(one => one.Where)
            .ShouldBe(["batch-b-output, line 1", "batch-b-output, line 4", "v1/batches/odd", "v1/batches"]);
        (await rig.RunAsync())
            .Parts[0]
            .RejectedCount.ShouldBe(2, "a file is read once, what cannot be told apart is told again");
    }

    [Fact]
    public async Task BatchFile_CutHalfWay_IsFetchedWholeAgain()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] = $"[{World.Batch("b", "COMPLETED", Ended)}]";
        rig.Service.Answers["v1/files/file-out/content"] = World.Output;
        var cuts = 0;
        rig.Service.Fault = async (_, path, context) =>
        {
            if (!path.StartsWith("v1/files/", StringComparison.Ordinal) || ++cuts > 2)
            {
                return false;
            }

            await rig.Service.CutAsync(context, path);
            return true;
        };

        var summary = await rig.RunAtAsync("12:00:00");

        summary.ExitCode.ShouldBe(0);
        summary.Events.ShouldBe(2);
        rig.Service.Requests.Count(path => path.StartsWith("v1/files/", StringComparison.Ordinal)).ShouldBe(3);
        Directory.GetFileSystemEntries(rig.Folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_ThatKeepFailing_GiveUpTheKindAndNotTheOthers()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.FineTunes, TogetherKinds.Batches);
        rig.Service.Answers["v1/fine-tunes"] =
            $$"""{"data":[{{string.Join(',', Enumerable.Range(0, 9).Select(i => World.FineTune($"ft-{i}", "completed", "")))}}]}""";
        rig.Service.Answers["v1/batches"] = $"[{World.Batch("b", "COMPLETED", Ended)}]";
        rig.Service.Answers["v1/files/file-out/content"] = World.Output;
        for (var i = 0; i < 9; i++)
        {
            rig.Service.Answers[$"v1/fine-tunes/ft-{i}"] = "500:{\"error\":{\"message\":\"down\"}}";
        }

        var summary = await rig.RunAtAsync("12:00:00");

        summary.Parts[0].Failures[0].ShouldBe("ft-0: GET /v1/fine-tunes/ft-0: status 500: down (6 attempts)");
        summary.Parts[0].Failures[^1].ShouldBe("given up for this run after 3 failures in a row");
        summary.Parts[0].Failures.Count.ShouldBe(4);
        summary.Parts[1].Events.ShouldBe(2);
    }

    [Fact]
    public async Task FineTune_IsOneEventWhenItHasEnded()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.FineTunes);
        Job("ft-half", "cancelled", ",\"token_count\":500,\"total_price\":240000");
        Job("ft-none", "cancelled", ",\"token_count\":0");
        Job("ft-error", "error", ",\"token_count\":500");
        Job("ft-run", "running", "");
        rig.Service.Answers["v1/fine-tunes"] =
            $$"""{"data":[{{World.FineTune("ft-half", "cancelled", "")}},{{World.FineTune("ft-none", "cancelled", "")}},{{World.FineTune("ft-error", "error", "")}},{{World.FineTune("ft-run", "running", "")}}]}""";

        var summary = await rig.RunAtAsync("12:00:00");

        summary.ExitCode.ShouldBe(0);
        rig.Target.Durable.Keys.ShouldBe(["together ft-error", "together ft-half", "together ft-none"]);
        var half = rig.Target.Durable["together ft-half"];
        half.QuantityOf(Meters.FineTuningTokens).ShouldBe(500);
        half.ReportedCost.ShouldBe(0.00024m);
        rig.Target.Durable["together ft-none"].Attributes["outcome"].ShouldBe("failed");
        rig.Target.Durable["together ft-none"].UnsettledReason.ShouldBeNull();
        rig.Target.Durable["together ft-error"].UnsettledReason.ShouldNotBeNull();
        summary
            .Parts[0]
            .Findings.ShouldBe(["fine-tune ft-half: cancelled; its token_count is taken for the steps it completed"]);

        void Job(string id, string status, string more) =>
            rig.Service.Answers[$"v1/fine-tunes/{id}"] = World.FineTune(id, status, more);
    }

    [Fact]
    public async Task Pages_AreReadInEveryShape_AndJobsNoLongerListedAreForgotten()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        var none = World.Batch("b-0", "CANCELLED", "");
        foreach (
            var (first, second) in new[]
            {
                ("\"next_cursor\":\"x y\"", "after=x%20y"),
                ("\"has_more\":true,\"next_page\":\"p/2\"", "page=p%2F2"),
                ("\"has_more\":true,\"last_id\":\"b-7\"", "after=b-7"),
                ("\"has_more\":true", "after=b-0"),
            }
        )
        {
            rig.Service.Answers.Clear();
            rig.Service.Answers["v1/batches"] = $$"""{"data":[{{none}}],{{first}}}""";
            rig.Service.Answers[$"v1/batches?{second}"] =
                $$"""{"object":"list","data":[{{World.Batch("b-1", "CANCELLED", "")}}],"has_more":false}""";
            var summary = await rig.RunAtAsync("12:00:00");
            summary.Parts[0].Seen.ShouldBe(2, first);
            SyncStateFile.Read(rig.State!, "").Done["batches"].ShouldBe(["b-0", "b-1"]);
        }

        rig.Service.Answers["v1/batches"] = $"[{none}]";
        await rig.RunAsync();
        SyncStateFile.Read(rig.State!, "").Done["batches"].ShouldBe(["b-0"]);
    }

    [Fact]
    public async Task Pages_ThatGoRound_OrSayNothingOfTheNext_AreAFailure()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] = """{"data":[],"next_cursor":"x"}""";
        rig.Service.Answers["v1/batches?after=x"] = """{"data":[],"next_cursor":"x"}""";
        (await rig.RunAsync()).Parts[0].Failures.Single().ShouldContain("comes again");
        rig.State = null;
        rig.Service.Answers["v1/batches"] = """{"data":[],"has_more":true}""";
        (await rig.RunAsync()).Parts[0].Failures.Single().ShouldContain("nothing says how to ask");
        rig.Service.Answers["v1/batches"] = """{"batches":[]}""";
        (await rig.RunAsync())
            .Parts[0]
            .Failures.Single()
            .ShouldBe("GET /v1/batches: found an object with batches, allowed: a list");
    }

    [Fact]
    public async Task List_LeftOff_IsReadOnFromThere_AndFromItsBeginningWhenThatIsGone()
    {
        await using var rig = await SyncRig.StartAsync(TogetherKinds.Batches);
        rig.Service.Answers["v1/batches"] =
            $$"""{"data":[{{World.Batch("b-0", "CANCELLED", "")}}],"next_cursor":"x"}""";
        rig.Service.Answers["v1/batches?after=x"] = "500:";
        (await rig.RunAsync()).ExitCode.ShouldBe(1);
        SyncStateFile.Read(rig.State!, "").Positions["batches"].ShouldBe("after=x");

        rig.Service.Answers["v1/batches?after=x"] = "400:{\"error\":\"bad cursor\"}";
        rig.Service.Answers["v1/batches"] =
            $$"""{"data":[{{World.Batch("b-0", "CANCELLED", "")}}],"next_cursor":"y"}""";
        rig.Service.Answers["v1/batches?after=y"] = """{"data":[],"next_cursor":null}""";
        (await rig.RunAsync()).ExitCode.ShouldBe(0);
        rig.Service.Requests.TakeLast(3).ShouldBe(["v1/batches?after=x", "v1/batches", "v1/batches?after=y"]);
        SyncStateFile.Read(rig.State!, "").Positions.ShouldBeEmpty();
    }
}
