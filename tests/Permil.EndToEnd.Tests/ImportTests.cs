using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Permil;

public sealed class ImportTests
{
    private const string Line =
        """{"id":"g#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tenant":"t","usage":{"prompt_tokens":1000,"completion_tokens":100}}""";

    private static string LineOf(string id) => Line.Replace("g#", id, StringComparison.Ordinal);

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("markdown")]
    public void Samples_AreTheGoldenFile(string format)
    {
        using var store = new TemporaryStore();

        var run = store.Run("import", "samples/logs", "--format", format);

        run.ExitCode.ShouldBe(1, "the samples hold lines with faults");
        run.Error.ShouldNotContain("   at ");
        GoldenFile.Verify($"import.{format}.txt", store.Stable(run.Output));
    }

    [Fact]
    public void SameFilesAgain_AreDuplicates()
    {
        using var store = new TemporaryStore();
        var first = store.Json("import", "samples/usage-2026-q1.jsonl.gz");
        var second = store.Json("import", "samples/usage-2026-q1.jsonl.gz", "samples/usage-2026-q1.jsonl.gz");

        first.Text("new").ShouldBe("3000");
        first.Text("duplicates").ShouldBe("7");
        first.Text("listCost").ShouldBe("17.174319895");
        second.Text("new").ShouldBe("0");
        second.Text("duplicates").ShouldBe("3007");
        second.Text("listCost").ShouldBe("0");
    }

    [Fact]
    public void Conflict_IsKeptAsideAndShown()
    {
        using var store = new TemporaryStore();
        store.Output("import", store.Write("a.jsonl", LineOf("a")));
        var other = store.Write("b.jsonl", LineOf("a").Replace("1000", "2000", StringComparison.Ordinal));

        var import = store.Json("import", other);
        import.Text("conflicts").ShouldBe("1");
        import.Text("newConflicts").ShouldBe("1");
        store.Json("import", other).Text("newConflicts").ShouldBe("0");

        var report = store.Json("report");
        report.Text("conflicts").ShouldBe("1");
        report.Text("listCost").ShouldBe("0.00021");
        store.Output("report").ShouldContain("1 conflict in the store");
        store.Output("explain", "a").ShouldContain("Conflict, kept aside, not in any cost: {\"id\":\"a\"");
    }

    [Fact]
    public void RejectedLines_PutRightAndImported_AreInOnce()
    {
        using var store = new TemporaryStore();
        var broken = LineOf("b").Replace("1000", "-1", StringComparison.Ordinal);
        var log = store.Write("app.jsonl", LineOf("a"), broken, LineOf("c"), "not json", LineOf("d"));

        var first = store.Run("import", log, "--format", "json");
        first.ExitCode.ShouldBe(1);
        JsonNode.Parse(first.Output)!.Text("new").ShouldBe("3");
        var kept = Path.Combine(store.Data, "rejects", "app.jsonl");
        File.ReadAllText(kept).ShouldBe($"{broken}\nnot json\n");
        var reasons = File.ReadAllLines(kept + ".reasons");
        reasons.Length.ShouldBe(2);
        reasons[0].ShouldStartWith("line 1: ");
        reasons[0].ShouldEndWith($"(line 2 of {log})");
        reasons[1].ShouldStartWith("line 2: ");

        // The same faults again are the same file; a file at which somebody is at work is left alone.
        store.Run("import", log).ExitCode.ShouldBe(1);
        Directory.GetFiles(Path.Combine(store.Data, "rejects"), "*", SearchOption.AllDirectories).Length.ShouldBe(2);
        File.WriteAllText(kept, $"{LineOf("b")}\n");
        store.Run("import", log).ExitCode.ShouldBe(1);
        File.ReadAllText(kept).ShouldBe($"{LineOf("b")}\n");
        File.ReadAllText(Path.Combine(store.Data, "rejects", "2", "app.jsonl")).ShouldBe($"{broken}\nnot json\n");

        store.Json("import", kept).Text("new").ShouldBe("1");
        store.Json("report").Text("listCost").ShouldBe("0.00084");
    }

    [Fact]
    public void RejectedCsvRecords_AreKeptWithTheirHeader()
    {
        using var store = new TemporaryStore();
        var log = store.Write(
            "app.csv",
            "id,time,model,prompt_tokens,completion_tokens,feature",
            "a,2026-06-03T12:00:00Z,gpt-4o-mini,1000,100,x",
            "b,2026-06-03T12:00:00Z,gpt-4o-mini,many,100,\"two",
            "lines\"",
            "c,2026-06-03T12:00:00Z,gpt-4o-mini,1000,100,x"
        );

        store.Run("import", log, "--rejects", store.PathOf("bad")).ExitCode.ShouldBe(1);
        var kept = Path.Combine(store.PathOf("bad"), "app.csv");
        File.ReadAllText(kept)
            .ShouldBe(
                "id,time,model,prompt_tokens,completion_tokens,feature\nb,2026-06-03T12:00:00Z,gpt-4o-mini,many,100,\"two\nlines\"\n"
            );
        File.ReadAllText(kept + ".reasons").ShouldStartWith("line 2: ");

        File.WriteAllText(kept, File.ReadAllText(kept).Replace("many", "1000", StringComparison.Ordinal));
        store.Json("import", kept).Text("new").ShouldBe("1");
        store.Json("report").Text("listCost").ShouldBe("0.00063");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RejectedRecordsAmongOthersWithoutIds_PutRight_CountOnce(bool isOneLine)
    {
        // Records without ids are named by their place and content: what was good must not come in under another name.
        var good =
            """{"ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","prompt_tokens":1000,"completion_tokens":100}""";
        var bad = good.Replace("1000", "-1", StringComparison.Ordinal);
        var records = string.Join(isOneLine ? "," : ",\n", good, bad, good);
        using var store = new TemporaryStore();
        var log = store.PathOf("page.json.gz");
        using (var packed = new GZipStream(File.Create(log), CompressionLevel.Fastest))
        {
            packed.Write(
                Encoding.UTF8.GetBytes(
                    isOneLine ? $"{LineOf("a")}\n\n[{records}]\n{LineOf("b")}\n" : $"\n[\n{records}\n]\n"
                )
            );
        }

        store.Run("import", log).ExitCode.ShouldBe(1);
        var before = store.Json("report");
        var kept = Path.Combine(store.Data, "rejects", "page.json");
        File.WriteAllText(kept, File.ReadAllText(kept).Replace("-1", "1000", StringComparison.Ordinal));
        var import = store.Json("import", kept);

        import.Text("new").ShouldBe("1");
        import.Text("duplicates").ShouldBe("2");
        import.Text("conflicts").ShouldBe("0");
        store.Json("report").Text("events").ShouldBe(isOneLine ? "5" : "3");
        before.Text("events").ShouldBe(isOneLine ? "4" : "2");
    }

    [Fact]
    public void StandardInput_WithFaults_KeepsThem()
    {
        using var store = new TemporaryStore();

        var run = PermilProcess.Run(
            input => input.Write(Encoding.UTF8.GetBytes($"{LineOf("a")}\nno\n{LineOf("b")}\n")),
            "import",
            "-",
            "--data",
            store.Data
        );

        run.ExitCode.ShouldBe(1, run.Error);
        File.ReadAllText(Path.Combine(store.Data, "rejects", "standard-input.log")).ShouldBe("no\n");
        Directory.GetFiles(Path.Combine(store.Data, "rejects")).Length.ShouldBe(2);
        store.Json("report").Text("events").ShouldBe("2");
    }

    [Fact]
    public void LineWithoutTime_IsRejectedWithARemedyThatWorks()
    {
        using var store = new TemporaryStore();
        var log = store.Write(
            "app.jsonl",
            """{"id":"a","model":"gpt-4o-mini","prompt_tokens":1000,"completion_tokens":100}"""
        );

        store.Run("import", log).ExitCode.ShouldBe(1);
        var kept = Path.Combine(store.Data, "rejects", "app.jsonl");
        File.ReadAllText(kept + ".reasons").ShouldContain("--set time=");
        store.Json("import", kept, "--set", "time=2026-06-03").Text("new").ShouldBe("1");
    }

    [Fact]
    public void AmendmentsAndRetractions_AreNewFacts()
    {
        const string Event =
            """{"id":"#","source":"app","time":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","usage":{"input_tokens":"1000"}}""";
        using var store = new TemporaryStore();
        store.Output(
            "import",
            store.Write(
                "first.jsonl",
                Event.Replace("#", "a", StringComparison.Ordinal),
                Event.Replace("#", "b", StringComparison.Ordinal)
            )
        );
        store.Json("report").Text("listCost").ShouldBe("0.0003");

        store.Output(
            "import",
            store.Write(
                "second.jsonl",
                """{"id":"a2","source":"app","time":"2026-06-03T12:00:00Z","amends":"a","recordedAt":"2026-06-05T00:00:00Z","model":"gpt-4o-mini","usage":{"input_tokens":"3000"}}""",
                """{"id":"b2","source":"app","time":"2026-06-03T12:00:00Z","retracts":"b","recordedAt":"2026-06-05T00:00:00Z"}"""
            )
        );

        var report = store.Json("report");
        report.Text("listCost").ShouldBe("0.00045");
        report.Text("events").ShouldBe("1");
        store.Output("explain", "a").ShouldContain("Revised by a2. It does not count.");
        store.Output("explain", "a2").ShouldContain("It amends a.");
        store.Output("explain", "b2").ShouldContain("It retracts b. It uses nothing itself.");
    }

    [Fact]
    public void FolderInUse_IsSaidAtOnce()
    {
        using var store = new TemporaryStore();
        store.Output("import", "samples/logs/app-log.jsonl");
        using var holder = PermilProcess.Start("import", "-", "--data", store.Data);
        try
        {
            WaitUntilHeld(store, holder.Id);

            foreach (var command in new[] { "import samples/logs/app-log.jsonl", "report", "explain x" })
            {
                var run = store.Run(command.Split(' '));
                run.ExitCode.ShouldBe(1, command + run.Output);
                run.Error.ShouldContain($"in use by process {holder.Id}");
                run.Error.ShouldNotContain("   at ");
            }
        }
        finally
        {
            holder.StandardInput.Close();
            holder.WaitForExit(60_000).ShouldBeTrue();
        }

        store.Output("report");
    }

    [Fact]
    public void Reports_RunBesideEachOther()
    {
        using var store = new TemporaryStore();
        store.Output("import", "samples/logs/app-log.jsonl");

        Enumerable
            .Range(0, 4)
            .AsParallel()
            .WithDegreeOfParallelism(4)
            .Select(_ => store.Output("report"))
            .Distinct(StringComparer.Ordinal)
            .Count()
            .ShouldBe(1);
    }

    [Fact]
    public void Interrupted_KeepsWhatWasReadAndSaysSo()
    {
        using var store = new TemporaryStore();
        using var import = PermilProcess.Start("import", "-", "--data", store.Data);
        WaitUntilHeld(store, import.Id);
        import.StandardInput.Write(string.Concat(Enumerable.Range(0, 1000).Select(i => LineOf($"a{i}") + "\n")));
        import.StandardInput.Flush();
        Thread.Sleep(500);
        System.Diagnostics.Process.Start("kill", ["-TERM", $"{import.Id}"]).WaitForExit();
        Thread.Sleep(200);

        // The next byte that comes is one too many.
        import.StandardInput.Write(LineOf("z") + "\n");
        import.StandardInput.Flush();
        import.WaitForExit(60_000).ShouldBeTrue();

        import.ExitCode.ShouldBe(1);
        store.Run("import", store.Write("rest.jsonl", LineOf("z"))).ExitCode.ShouldBe(0);
        store.Run("report").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void DamagedStore_IsSaidInOneLine()
    {
        using var store = new TemporaryStore();
        store.Output("import", "samples/logs/app-log.jsonl");
        var database = Path.Combine(store.Data, "usage.duckdb");
        var bytes = File.ReadAllBytes(database);
        Array.Fill(bytes, (byte)0x5A, 0, 8192);
        File.WriteAllBytes(database, bytes);

        foreach (var command in new[] { "report", "import samples/logs/app-log.jsonl" })
        {
            var run = store.Run(command.Split(' '));
            run.ExitCode.ShouldBe(1, run.Output);
            run.Error.ShouldStartWith("permil: ");
            run.Error.ShouldContain("usage.duckdb");
            run.Error.TrimEnd().ShouldNotContain("\n");
        }
    }

    [Theory]
    [InlineData(2, "import")]
    [InlineData(2, "import no-such-file.jsonl")]
    [InlineData(2, "import samples/logs/app-log.jsonl --batch-size 0")]
    [InlineData(2, "import samples/logs/app-log.jsonl --set colour=red")]
    [InlineData(2, "report --by colour")]
    [InlineData(2, "report --compare next")]
    [InlineData(2, "report --by day --compare previous")]
    [InlineData(2, "report --unit-economics bananas")]
    [InlineData(2, "report --filter colour=red")]
    [InlineData(2, "report --filter day=2026-06-03")]
    [InlineData(2, "explain")]
    [InlineData(2, "explain a --format csv")]
    [InlineData(2, "what-if")]
    [InlineData(2, "what-if --model a")]
    [InlineData(2, "what-if --model gpt-4o=no-such-model")]
    [InlineData(2, "what-if --mode sideways")]
    [InlineData(2, "what-if --mode tenant=a")]
    [InlineData(1, "report")]
    [InlineData(1, "explain a")]
    [InlineData(1, "what-if --mode batch")]
    [InlineData(1, "report --allocation README.md")]
    public void ExitCode_SaysWhatHappened(int exitCode, string arguments)
    {
        using var folder = new TemporaryFolder();
        var run = PermilProcess.Run([.. arguments.Split(' '), "--data", Path.Combine(folder.Path, "none")]);

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        run.Output.ShouldBe("");
        run.Error.ShouldStartWith("permil: ");
        run.Error.ShouldNotContain("   at ");
        Directory.Exists(Path.Combine(folder.Path, "none")).ShouldBeFalse();
    }

    private static void WaitUntilHeld(TemporaryStore store, int processId)
    {
        var holder = new FileInfo(Path.Combine(store.Data, "store.lock"));
        for (var i = 0; i < 600; i++)
        {
            holder.Refresh();
            if (holder.Exists && TryRead(holder.FullName) == $"{processId}")
            {
                // The lock comes before the store is open.
                Thread.Sleep(300);
                return;
            }

            Thread.Sleep(50);
        }

        throw new TimeoutException("the store was not opened");
    }

    /// <summary>Not by .NET's own file, which would ask for the lock.</summary>
    private static string TryRead(string path)
    {
        using var cat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("cat", [path])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        return cat.StandardOutput.ReadToEnd();
    }
}
