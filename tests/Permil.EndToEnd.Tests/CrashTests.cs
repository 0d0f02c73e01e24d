using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Permil;

/// <summary>Imports that are killed at any moment, started again, split, shuffled and repeated come to the same.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Lines = 120_000;
    private const int Stores = 5;
    private const int KillsPerStore = 10;
    private const string BatchSize = "8192";

    private static readonly string[] Groupings = ["model,mode", "tenant,day", "feature,environment", "meter"];

    [Fact]
    public void ImportsKilledFiftyTimes_AreOneCleanImport()
    {
        const int Seed = 20_261_121;
        const double Shortening = 0.8;
        var random = new Random(Seed);
        using var folder = new TemporaryFolder();
        var log = WriteLog(folder, random);
        var clean = Path.Combine(folder.Path, "clean");
        var clock = Stopwatch.StartNew();
        Succeed("import", log, "--data", clean, "--batch-size", BatchSize);
        var duration = clock.Elapsed;
        var wanted = Groupings.Select(keys => Report(clean, keys)).ToList();
        Groupings
            .Select(keys => JsonNode.Parse(Succeed("rate", log, "--by", keys, "--format", "json"))!)
            .Select((rated, i) => ReportTests.GroupsOf(rated, Groupings[i]))
            .ShouldBe(wanted.Select((report, i) => ReportTests.GroupsOf(JsonNode.Parse(report)!, Groupings[i])));

        var killed = 0;
        var withEvents = 0;
        for (var store = 0; store < Stores; store++)
        {
            var data = Path.Combine(folder.Path, $"store-{store}");
            var parts = Split(folder, log, store, random);
            for (var kill = 0; kill < KillsPerStore; )
            {
                if (IsKilled(data, Shuffled(parts, random), random, duration))
                {
                    kill++;
                    killed++;
                }
                else
                {
                    // The machine has become faster, or nothing is left that is new.
                    duration *= Shortening;
                }
            }

            withEvents += File.Exists(Path.Combine(data, "usage.duckdb")) ? 1 : 0;
            Succeed(["import", .. Shuffled(parts, random), "--data", data, "--batch-size", BatchSize]);
            Succeed(["import", .. Shuffled(parts, random), log, "--data", data]);
            Groupings.Select(keys => Report(data, keys)).ShouldBe(wanted, $"seed {Seed}, store {store}");
        }

        output.WriteLine($"{killed} killed at work, {withEvents} stores begun, a clean import takes {duration}");
        killed.ShouldBe(Stores * KillsPerStore);
        withEvents.ShouldBeGreaterThan(0);
    }

    /// <summary>Imports until a random moment.</summary>
    /// <returns><see langword="false"/> when the import was faster.</returns>
    private static bool IsKilled(string data, string[] files, Random random, TimeSpan duration)
    {
        using var process = PermilProcess.Start(["import", .. files, "--data", data, "--batch-size", BatchSize]);

        // Before it the runtime starts: nothing that a kill could harm.
        const double FirstPart = 0.15;
        Thread.Sleep(duration * (FirstPart + (random.NextDouble() * (1 - FirstPart))));
        if (process.HasExited)
        {
            process.ExitCode.ShouldBe(0);
            return false;
        }

        process.Kill();
        process.WaitForExit();
        return true;
    }

    private static string Report(string data, string keys) =>
        Succeed("report", "--by", keys, "--data", data, "--format", "json");

    private static string Succeed(params string[] arguments)
    {
        var run = PermilProcess.Run(arguments);
        run.ExitCode.ShouldBe(0, string.Join(' ', arguments) + run.Output + run.Error);
        return run.Output;
    }

    private static string[] Shuffled(string[] files, Random random)
    {
        var shuffled = files.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>The log's lines in another order, in three files.</summary>
    private static string[] Split(TemporaryFolder folder, string log, int number, Random random)
    {
        var lines = File.ReadAllLines(log);
        random.Shuffle(lines);
        var (first, second) = (random.Next(lines.Length / 2), lines.Length / 2);
        return
        [
            folder.Write($"{number}-a.jsonl", Text(lines.AsSpan(0, first))),
            folder.Write($"{number}-b.jsonl", Text(lines.AsSpan(first, second - first))),
            folder.Write($"{number}-c.jsonl", Text(lines.AsSpan(second))),
        ];
    }

    private static string Text(ReadOnlySpan<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Lines of an application, of Permil's own form with meters of all kinds, and some twice.</summary>
    private static string WriteLog(TemporaryFolder folder, Random random)
    {
        string[] models =
        [
            "gpt-4o-mini",
            "gpt-4o",
            "openai/gpt-oss-120b",
            "meta-llama/Llama-3.3-70B-Instruct-Turbo",
            "claude-sonnet-4-20250514",
            "nobody-knows-it",
        ];
        var start = new DateTime(2026, 1, 20, 0, 0, 0, DateTimeKind.Utc);
        var lines = new List<string>(Lines);
        for (var i = 0; i < Lines; i++)
        {
            var time = start
                .AddSeconds(random.Next(40 * 24 * 3600))
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            lines.Add(
                random.Next(100) switch
                {
                    < 3 when i > 0 => lines[random.Next(i)],
                    < 6 =>
                        $$$"""{"id":"p{{{i}}}","source":"jobs","time":"{{{time}}}","provider":"together","model":"black-forest-labs/FLUX.1-schnell","subAccount":"t{{{random.Next(5)}}}","usage":{"image_megapixels":"{{{random.Next(1, 3_000_000)}}}.000001"},"attributes":{"steps":"4"}}""",
                    < 7 => $$$"""{"id":"u{{{i}}}","ts":"{{{time}}}","model":"gpt-4o","usage":null}""",
                    _ =>
                        $$$"""{"id":"e{{{i}}}","ts":"{{{time}}}","model":"{{{models[random.Next(models.Length)]}}}","tenant":"t{{{random.Next(40)}}}","feature":"f{{{random.Next(6)}}}","env":"{{{(random.Next(4) == 0 ? "staging" : "production")}}}","usage":{"prompt_tokens":{{{random.Next(1, 9000)}}},"completion_tokens":{{{random.Next(1, 2000)}}}}}""",
                }
            );
        }

        return folder.Write("log.jsonl", Text([.. lines]));
    }
}
