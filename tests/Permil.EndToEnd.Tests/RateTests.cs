using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Permil;

public sealed class RateTests
{
    private const string Sample = "samples/logs/app-log.jsonl";

    private const string Line =
        """{"id":"g#","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","tenant":"t","usage":{"prompt_tokens":1000,"completion_tokens":100}}""";

    /// <summary>gpt-4o-mini: 1000 x 0.15 + 100 x 0.60, per million.</summary>
    private const decimal LineCost = 0.00021m;

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("table")]
    [InlineData("markdown")]
    public void Samples_ByModelAndTenant_AreTheGoldenFile(string format)
    {
        // Some samples carry no time; the day of the test must not decide their price.
        var run = PermilProcess.Run(
            "rate",
            "samples/logs",
            "--set",
            "time=2026-11-01T00:00:00Z",
            "--group-by",
            "model,tenant",
            "--format",
            format
        );

        run.ExitCode.ShouldBe(1, "the samples hold lines with faults");
        GoldenFile.Verify($"samples.{format}.txt", run.Output);
    }

    [Fact]
    public void ShippedQuarter_ByAnyKey_SumsToTheSame()
    {
        var totals = new[] { "provider", "tenant,day", "meter", "sku,mode", "tag:none,hour" }
            .Select(keys => Json("rate", "samples/usage-2026-q1.jsonl.gz", "--group-by", keys))
            .Select(answer => (answer.Text("listCost"), answer["groups"]!.AsArray().Sum(CostOf)))
            .ToList();

        totals.Distinct().Count().ShouldBe(1);
        totals[0].Item1.ShouldBe("17.174319895");
        totals[0].Item2.ShouldBe(17.174319895m);
    }

    [Fact]
    public void Inputs_OfEveryKind_GiveTheSame()
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllBytes(Repository.PathOf(Sample));
        Directory.CreateDirectory(Path.Combine(folder.Path, "deep"));
        folder.Write("deep/a.jsonl", text);
        folder.Write("deep/notes.md", Encoding.UTF8.GetBytes("# not a log"));
        var packed = folder.Write("packed", Gzip(text));
        var expected = Json("rate", Sample);

        Json("rate", "./" + Sample).Text("listCost").ShouldBe(expected.Text("listCost"));
        foreach (
            var run in new[]
            {
                PermilProcess.Run(input => input.Write(text), "rate", "-", "--format", "json"),
                PermilProcess.Run(input => input.Write(Gzip(text)), "rate", "-", "--format", "json"),
                PermilProcess.Run("rate", packed, "--format", "json"),
                PermilProcess.Run("rate", folder.Path + "/deep", "--format", "json"),
                PermilProcess.Run("rate", folder.Path + "/**/*.jsonl", "--format", "json"),
                PermilProcess.Run("rate", folder.Path + "/d*/a.*", "--format", "json"),
                PermilProcess.Run("rate", "samples/logs/app-*.jsonl", "--format", "json"),
            }
        )
        {
            run.ExitCode.ShouldBe(0, run.Error);
            JsonNode.DeepEquals(JsonNode.Parse(run.Output), expected).ShouldBeTrue(run.Output);
        }
    }

    [Fact]
    public void SameFileUnderTwoNames_CountsOnce()
    {
        using var folder = new TemporaryFolder();
        var copy = folder.Write("copy.jsonl", File.ReadAllBytes(Repository.PathOf(Sample)));
        var once = Json("rate", Sample);
        var twice = Json("rate", Sample, copy, Sample);

        twice.Text("listCost").ShouldBe(once.Text("listCost"));
        twice.Text("events").ShouldBe(once.Text("events"));
        twice.Text("duplicates").ShouldBe(once.Text("events"));
    }

    [Fact]
    public void MapAndSet_ReadAnyShape()
    {
        var lines = """{"key":"k1","at":"2026-06-03T12:00:00Z","llm":"gpt-4o-mini","n":{"in":1000,"out":100}}""" + "\n";

        var run = PermilProcess.Run(
            input => input.Write(Encoding.UTF8.GetBytes(lines)),
            "rate",
            "-",
            "--map",
            "id=key",
            "--map",
            "time=at",
            "--map",
            "model=llm",
            "--map",
            "promptTokens=n.in",
            "--map",
            "outputTokens=n.out",
            "--set",
            "tenant=blue",
            "--set",
            "mode=batch",
            "--group-by",
            "tenant,mode,day",
            "--format",
            "csv"
        );

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldBe(
            "tenant,mode,day,events,input_tokens,output_tokens,listCost,unpriced\nblue,batch,2026-06-03,1,1000,100,0.000105,0\n"
        );
    }

    [Fact]
    public void Period_IsHalfOpen()
    {
        var lines = string.Concat(
            new[]
            {
                "2026-06-02T23:59:59Z",
                "2026-06-03T00:00:00Z",
                "2026-06-03T23:59:59Z",
                "2026-06-04T00:00:00Z",
            }.Select(
                (time, index) =>
                    Line.Replace("2026-06-03T12:00:00Z", time, StringComparison.Ordinal)
                        .Replace("#", $"{index}", StringComparison.Ordinal) + "\n"
            )
        );

        var run = PermilProcess.Run(
            input => input.Write(Encoding.UTF8.GetBytes(lines)),
            "rate",
            "-",
            "--from",
            "2026-06-03",
            "--to",
            "2026-06-04",
            "--format",
            "json"
        );

        JsonNode.Parse(run.Output)!["events"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public void AsKnownAt_UsesOnlyWhatWasKnown()
    {
        using var folder = new TemporaryFolder();
        var book = folder.Write(
            "acme.yaml",
            """
            provider: acme
            sources:
              early: { text: early page, learned: 2026-01-01, confidence: official }
              late: { text: late page, learned: 2026-07-01, confidence: official }
            models:
              - id: acme/one
                kind: chat
                prices:
                  - { price: { input_tokens: 2, output_tokens: 2 }, until: 2026-06-01, source: early }
                  - { price: { input_tokens: 1, output_tokens: 1 }, from: 2026-06-01, source: late }
            """
        );
        var log = folder.Write(
            "log.jsonl",
            """{"id":"a","ts":"2026-06-15T00:00:00Z","model":"acme/one","prompt_tokens":1000000,"completion_tokens":0}"""
        );

        Json("rate", log, "--price-book", book).Text("listCost").ShouldBe("1");
        Json("rate", log, "--price-book", book, "--as-known-at", "2026-07-01").Text("listCost").ShouldBe("1");
        Json("rate", log, "--price-book", book, "--as-known-at", "2026-06-30").Text("listCost").ShouldBe("2");
    }

    [Fact]
    public void BadInput_GoodLinesAreRatedAndBadOnesListed()
    {
        using var folder = new TemporaryFolder();
        string[] bad =
        [
            Line[..60],
            Line.Replace("1000", "-1", StringComparison.Ordinal),
            Line.Replace("1000", "1e30", StringComparison.Ordinal),
            Line.Replace("1000", "NaN", StringComparison.Ordinal),
            Line.Replace("\"prompt_tokens\":1000", "\"prompt_tokens\":1,\"prompt_tokens\":2", StringComparison.Ordinal),
            Line.Replace("2026-06-03", "1601-01-01", StringComparison.Ordinal),
            "not json",
        ];
        using var bytes = new MemoryStream();
        var line = 0;
        foreach (var text in bad)
        {
            bytes.Write(Encoding.UTF8.GetBytes(Line.Replace("#", $"{line++}", StringComparison.Ordinal) + "\n"));
            bytes.Write(Encoding.UTF8.GetBytes(text.Replace("#", "bad", StringComparison.Ordinal) + "\n"));
        }

        bytes.Write([(byte)'{', 0xFF, 0xFE, (byte)'}', (byte)'\n']);
        var log = folder.Write("mixed.jsonl", bytes.ToArray());

        var run = PermilProcess.Run("rate", log, "--format", "json");

        run.ExitCode.ShouldBe(1);
        var answer = JsonNode.Parse(run.Output)!;
        answer["events"]!.GetValue<int>().ShouldBe(bad.Length);
        answer["rejected"]!.GetValue<int>().ShouldBe(bad.Length + 1);
        answer.Text("listCost").ShouldBe($"{bad.Length * LineCost}".TrimEnd('0'));
        answer["rejectedLines"]!
            .AsArray()
            .Select(rejected => rejected!["line"]!.GetValue<int>())
            .ShouldBe([2, 4, 6, 8, 10, 12, 14, 15]);
        answer["rejectedLines"]!.AsArray().ShouldAllBe(rejected => rejected!["reason"]!.GetValue<string>().Length > 10);
        answer["rejectedLines"]![0]!["file"]!.GetValue<string>().ShouldBe(log);
    }

    /// <summary>One line of 100 MB among good ones, plain and packed: read as a stream, in memory that does not grow with it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LineOfHundredMegabytes_IsListedWithFlatMemory(bool isPacked)
    {
        const long MaxPeakBytes = 200L * 1024 * 1024;

        var run = PermilProcess.Run(
            input =>
            {
                using var packed = isPacked ? new GZipStream(input, CompressionLevel.Fastest, leaveOpen: true) : null;
                var target = packed ?? input;
                target.Write(Encoding.UTF8.GetBytes(Line.Replace("#", "1", StringComparison.Ordinal) + "\n"));
                var block = new byte[1_000_000];
                Array.Fill(block, (byte)'x');
                for (var i = 0; i < 100; i++)
                {
                    target.Write(block);
                }

                target.Write(Encoding.UTF8.GetBytes("\n" + Line.Replace("#", "2", StringComparison.Ordinal) + "\n"));
            },
            "rate",
            "-",
            "--format",
            "json"
        );

        run.ExitCode.ShouldBe(1, run.Error);
        var answer = JsonNode.Parse(run.Output)!;
        answer["events"]!.GetValue<int>().ShouldBe(2);
        answer["rejected"]!.GetValue<int>().ShouldBe(1);
        answer.Text("rejectedLines", "0", "reason").ShouldBe("the line has 100000000 bytes, allowed: at most 16777216");
        run.PeakBytes.ShouldBeInRange(1, MaxPeakBytes);
    }

    [Fact]
    public void MixedFile_ReadsEachRecordAsWhatItIs()
    {
        using var folder = new TemporaryFolder();
        var mixed = folder.Write(
            "mixed.jsonl",
            Line
                + "\n"
                + """{"id":"chatcmpl-1","object":"chat.completion","created":1780000000,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}"""
                + "\n"
                + """{"id":"p1","source":"app","time":"2026-06-03T12:00:00Z","provider":"openai","model":"gpt-4o-mini","usage":{"input_tokens":"1000","output_tokens":"100"}}"""
                + "\n\n"
                + """{"id":"x","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","usage":null}"""
                + "\n"
        );

        var answer = Json("rate", mixed);

        answer.Text("events").ShouldBe("4");
        answer.Text("unsettled").ShouldBe("1");
        answer.Text("rejected").ShouldBe("0");
        answer.Text("listCost").ShouldBe("0.00063");
    }

    [Theory]
    [InlineData(2, "rate")]
    [InlineData(2, "rate no-such-file.jsonl")]
    [InlineData(2, "rate samples/logs/*.none")]
    [InlineData(2, "rate samples/logs/app-log.jsonl --group-by colour")]
    [InlineData(2, "rate samples/logs/app-log.jsonl --format xml")]
    [InlineData(2, "rate samples/logs/app-log.jsonl --input-format xml")]
    [InlineData(2, "rate samples/logs/app-log.jsonl --map colour=a.b")]
    [InlineData(2, "rate samples/logs/app-log.jsonl --set nothing")]
    [InlineData(2, "rate samples/logs/app-log.jsonl --from yesterday")]
    [InlineData(2, "estimate")]
    [InlineData(2, "estimate --model m --input-tokens many")]
    [InlineData(2, "estimate --model m --input-tokens 1 --mode sideways")]
    [InlineData(2, "estimate --model m --quantity bananas=3")]
    [InlineData(2, "nonsense")]
    [InlineData(1, "estimate --file no-such-file.yaml")]
    [InlineData(1, "estimate --prompt no-such-file.txt --input-price 1")]
    [InlineData(1, "rate samples/logs/app-log.jsonl --price-book README.md")]
    [InlineData(1, "rate samples/logs/mixed-with-faults.jsonl")]
    [InlineData(0, "rate samples/logs/app-log.jsonl")]
    [InlineData(0, "--help")]
    [InlineData(0, "rate --help")]
    [InlineData(0, "--version")]
    public void ExitCode_SaysWhatHappened(int exitCode, string arguments)
    {
        var run = PermilProcess.Run(arguments.Split(' '));

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        if (exitCode == 2)
        {
            run.Output.ShouldBe("");
            run.Error.ShouldStartWith("permil: ");
            run.Error.ShouldContain("--help");
        }

        run.Error.ShouldNotContain("   at ");
        run.Output.ShouldNotContain("   at ");
    }

    private static JsonNode Json(params string[] arguments)
    {
        var run = PermilProcess.Run([.. arguments, "--format", "json"]);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private static decimal CostOf(JsonNode? group) =>
        decimal.Parse(group!["listCost"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
