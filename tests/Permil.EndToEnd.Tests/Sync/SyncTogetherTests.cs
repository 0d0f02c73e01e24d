using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Permil.Server.Sync.Together;

namespace Permil.Sync;

/// <summary><c>permil sync together</c> as a process of its own, against a service on the loopback.</summary>
public sealed class SyncTogetherTests
{
    [Fact]
    public async Task FirstSync_ThenReport_ShowsItPricedAndASecondSyncAddsNothing()
    {
        await using var site = await SyncSite.StartAsync();

        var first = await site.SyncJsonAsync(site.Data);

        first["stopped"].ShouldBeNull();
        first["rejected"]!.GetValue<long>().ShouldBe(0);
        first["new"]!.GetValue<long>().ShouldBe(first["read"]!.GetValue<long>());
        first["kinds"]!.AsArray().Select(kind => kind!["kind"]!.GetValue<string>()).ShouldBe(TogetherKinds.All);
        KindOf(first, "fine-tunes")["new"]!.GetValue<long>().ShouldBe(2);
        KindOf(first, "batches")["new"]!.GetValue<long>().ShouldBe(6);
        KindOf(first, "clusters")["new"]!.GetValue<long>().ShouldBe(168 + 12 + 28);
        KindOf(first, "endpoints")["findings"]!.AsArray()[0]!.GetValue<string>().ShouldContain("first seen at");
        File.Exists(site.StateFile(site.Data)).ShouldBeTrue();

        var report = JsonNode.Parse(
            PermilProcess.Run("report", "--data", site.Data, "--by", "sku", "--format", "json").Output
        )!;
        report["listCost"]!.GetValue<string>().ShouldBe(first["listCost"]!.GetValue<string>());
        decimal.Parse(report["listCost"]!.GetValue<string>(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(1_000);

        var before = SyncSite.Report(site.Data);
        var asked = site.Service.Requests.Count;
        var second = await site.SyncJsonAsync(site.Data);
        second["new"]!.GetValue<long>().ShouldBe(0);
        second["listCost"]!.GetValue<string>().ShouldBe("0");
        KindOf(second, "batches")["unchanged"]!.GetValue<long>().ShouldBe(3);
        site.Service.Requests.Skip(asked).ShouldNotContain(path => path.Contains("/files/"));
        SyncSite.Report(site.Data).ShouldBe(before);
    }

    [Fact]
    public async Task LostState_ReadsAgainAndDoublesNothing()
    {
        await using var site = await SyncSite.StartAsync();
        (await site.SyncAsync(site.Data)).ExitCode.ShouldBe(0);
        var before = SyncSite.Report(site.Data);
        File.Delete(site.StateFile(site.Data));

        var again = await site.SyncJsonAsync(site.Data);

        again["new"]!.GetValue<long>().ShouldBe(0);
        again["conflicts"]!.GetValue<long>().ShouldBe(0);
        again["duplicates"]!.GetValue<long>().ShouldBe(again["read"]!.GetValue<long>());
        KindOf(again, "batches")["duplicates"]!.GetValue<long>().ShouldBe(6);
        SyncSite.Report(site.Data).ShouldBe(before);
    }

    [Fact]
    public async Task WhatRuns_BecomesHoursAtALaterLook()
    {
        await using var site = await SyncSite.StartAsync();
        (await site.SyncAsync(site.Data, "--only", "endpoints,volumes", "--only", "containers")).ExitCode.ShouldBe(0);

        // As if the first look had been at the turn of the day three days ago.
        var today = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var state = JsonNode.Parse(await File.ReadAllTextAsync(site.StateFile(site.Data)))!;
        foreach (var (_, timeline) in state["resources"]!.AsObject())
        {
            timeline!["seenAt"] = today.AddDays(-3).ToString("o", CultureInfo.InvariantCulture);
        }

        await File.WriteAllTextAsync(site.StateFile(site.Data), state.ToJsonString());
        var second = await site.SyncJsonAsync(site.Data, 0, "--only", "endpoints,volumes,containers");

        KindOf(second, "endpoints")["findings"]!.AsArray()[0]!.GetValue<string>().ShouldContain("taken to have run");
        var report = JsonNode.Parse(
            PermilProcess
                .Run(
                    "report",
                    "--data",
                    site.Data,
                    "--by",
                    "mode",
                    "--format",
                    "json",
                    "--from",
                    Day(today.AddDays(-2)),
                    "--to",
                    Day(today)
                )
                .Output
        )!;
        var hours = report["groups"]!
            .AsArray()
            .ToDictionary(group => group!["mode"]!.GetValue<string>(), group => group!["quantities"]!);
        hours["dedicated"]["dedicated_endpoint_hours"]!.GetValue<string>().ShouldBe($"{2 * 24 * (8 + 1)}");
        hours["container"]["dedicated_endpoint_hours"]!.GetValue<string>().ShouldBe($"{2 * 24 * 2}");
    }

    [Fact]
    public async Task KeyIsRefused_SaysSoInOneLineAndExits1()
    {
        await using var site = await SyncSite.StartAsync();
        site.Service.Fault = async (_, _, context) =>
        {
            await FakeTogether.WriteAsync(
                context,
                401,
                $$$"""{"error":{"message":"Invalid API key provided: {{{SyncSite.Key}}}","code":"invalid_api_key"}}"""
            );
            return true;
        };

        var result = await site.SyncAsync(site.Data);

        result.ExitCode.ShouldBe(1);
        result
            .Error.Trim()
            .ShouldStartWith("permil: the service refuses the key (GET /v1/endpoints?type=dedicated, status 401");
        result.Error.Trim().ShouldNotContain('\n');
        (result.Output + result.Error).ShouldNotContain(SyncSite.Key);
        var json = await site.SyncJsonAsync(site.Data, exitCode: 1);
        json["stopped"]!.GetValue<string>().ShouldContain("***");
        json["kinds"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Key_FromAFile_IsSentAndStandsNowhere()
    {
        await using var site = await SyncSite.StartAsync();
        var keyFile = site.Folder.Write("key", $"{SyncSite.Key}\n");
        site.Service.Answers["v1/batches"] = $"400:bad request by {SyncSite.Key}";
        site.Service.Answers["v1/fine-tunes/ft-2"] = $$"""{"id":"{{SyncSite.Key}}","status":"completed"}""";
        using var process = PermilProcess.StartWith(
            new Dictionary<string, string?>(StringComparer.Ordinal) { [TogetherSyncOptions.KeyVariable] = null },
            "sync",
            "together",
            "--data",
            site.Data,
            "--base-url",
            site.Service.Url.AbsoluteUri,
            "--key-file",
            keyFile
        );

        var result = await SyncSite.EndAsync(process);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("batches, failed: GET /v1/batches: status 400: bad request by ***");
        site.Service.Authorizations.ShouldAllBe(sent => sent == $"Bearer {SyncSite.Key}");
        (result.Output + result.Error).ShouldNotContain(SyncSite.Key);
        var needle = Encoding.ASCII.GetBytes(SyncSite.Key);
        var files = Directory.GetFiles(site.Data, "*", SearchOption.AllDirectories);
        files.ShouldContain(site.StateFile(site.Data));
        foreach (var file in files)
        {
            (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(needle).ShouldBe(-1, file);
        }
    }

    [Fact]
    public async Task OneKindFails_TheOthersAreStoredAndTheNextRunGoesOn()
    {
        await using var site = await SyncSite.StartAsync();
        var batches = site.Service.Answers["v1/batches"];
        site.Service.Answers["v1/batches"] = "400:not today";

        var first = await site.SyncJsonAsync(site.Data, exitCode: 1);

        KindOf(first, "batches")["failures"]!.AsArray().Single()!.GetValue<string>().ShouldContain("not today");
        KindOf(first, "fine-tunes")["new"]!.GetValue<long>().ShouldBe(2);
        site.Service.Answers["v1/batches"] = batches;
        var second = await site.SyncJsonAsync(site.Data);
        second["new"]!.GetValue<long>().ShouldBe(6);
    }

    [Theory]
    [InlineData("csv", "kind,seen,new,duplicates,conflicts,unchanged,rejected,failures")]
    [InlineData("markdown", "| kind | seen | new events | duplicates | conflicts | unchanged | rejected | failures |")]
    [InlineData("table", "events read from http://127.0.0.1:")]
    public async Task Formats_ShowOneRowAKind(string format, string expected)
    {
        await using var site = await SyncSite.StartAsync();
        site.Service.Answers["v1/fine-tunes"] = """{"data":[{"id":5}]}""";

        var result = await site.SyncAsync(site.Data, "--format", format, "--only", "fine-tunes,batches");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain(expected);
        var remarks = format == "table" ? result.Output : result.Error;
        remarks.ShouldContain("fine-tunes, rejected: v1/fine-tunes: id: found");
        remarks.ShouldContain("List cost of what is new: ");
        if (format == "csv")
        {
            result.Output.ShouldContain("\nfine-tunes,1,0,0,0,0,1,0\nbatches,3,6,0,0,0,0,0\n");
        }
    }

    [Theory]
    [InlineData(2, "--only: found 'jobs', allowed: endpoints, deployments, containers", "--only", "jobs")]
    [InlineData(
        2,
        "--base-url: base URL: http://example.com/ would send the key unencrypted",
        "--base-url",
        "http://example.com"
    )]
    [InlineData(
        2,
        "--base-url: found 'nonsense', allowed: an address that begins with https://",
        "--base-url",
        "nonsense"
    )]
    [InlineData(2, "--set: found 'colour=red', allowed: FIELD=VALUE", "--set", "colour=red")]
    [InlineData(2, "--set: ", "--set", "id=5")]
    [InlineData(1, "no key: set TOGETHER_API_KEY", "--only", "batches")]
    [InlineData(1, "Could not find file", "--key-file", "/nowhere/key")]
    public async Task WrongUse_IsOneClearLine(int exitCode, string expected, string option, string value)
    {
        using var folder = new TemporaryFolder();
        var hasKey = option == "--set";
        using var process = PermilProcess.StartWith(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [TogetherSyncOptions.KeyVariable] = hasKey ? SyncSite.Key : null,
                [TogetherSyncOptions.BaseUrlVariable] = "http://127.0.0.1:1",
            },
            "sync",
            "together",
            "--data",
            Path.Combine(folder.Path, "store"),
            option,
            value
        );

        var result = await SyncSite.EndAsync(process);

        result.ExitCode.ShouldBe(exitCode, result.Error);
        result.Error.ShouldStartWith($"permil: {expected}");
        result.Error.ShouldNotContain("   at ");
        result.Error.TrimEnd().Split('\n').Length.ShouldBe(exitCode);
        Directory.Exists(Path.Combine(folder.Path, "store")).ShouldBeFalse();
    }

    [Fact]
    public void Help_NamesWhatTheLibraryKnows()
    {
        var help = string.Join(
            ' ',
            PermilProcess
                .Run("sync", "together", "--help")
                .Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

        help.ShouldContain(string.Join(", ", TogetherKinds.All));
        help.ShouldContain(new TogetherSyncOptions().BaseUrl.AbsoluteUri.TrimEnd('/'));
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonNode KindOf(JsonNode outcome, string kind) =>
        outcome["kinds"]!.AsArray().Single(one => one!["kind"]!.GetValue<string>() == kind)!;
}
