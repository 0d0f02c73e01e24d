using System.Text.Json.Nodes;

namespace Permil;

public sealed class PricesTests
{
    private const string Sources =
        "provider: acme\nsources:\n  page: { text: the page, learned: 2026-01-01, confidence: official }\n"
        + "  blog: { text: a blog, learned: 2026-01-01, confidence: third-party }\n";

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("markdown")]
    public void Search_AtADay_IsTheGoldenFile(string format)
    {
        var run = PermilProcess.Run("prices", "FLUX.1-", "--at", "2026-07-01", "--format", format);

        run.ExitCode.ShouldBe(0, run.Error);
        GoldenFile.Verify($"prices.{format}.txt", run.Output);
    }

    [Theory]
    [InlineData("--kind image", "black-forest-labs/FLUX.1-schnell", "gpt-4o")]
    [InlineData("--provider anthropic", "claude-sonnet-4-6", "gpt-4o")]
    [InlineData("--mode batch --provider openai", "batch", ",serverless,")]
    [InlineData("gpt-4o-mini --as-known-at 2026-11-30", "gpt-4o-mini", "claude")]
    public void Search_WithFilters_ShowsOnlyThose(string filters, string present, string absent)
    {
        var run = PermilProcess.Run(["prices", .. filters.Split(' '), "--at", "2026-07-01", "--format", "csv"]);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain(present);
        run.Output.ShouldNotContain(absent);
    }

    [Theory]
    [InlineData("no-such-model", 1)]
    [InlineData("--provider nobody", 2)]
    [InlineData("--mode sideways", 2)]
    [InlineData("--at someday", 2)]
    [InlineData("show", 2)]
    [InlineData("show no-such-model", 1)]
    [InlineData("check no-such-file.yaml", 1)]
    public void NothingThere_IsSaid(string arguments, int exitCode)
    {
        var run = PermilProcess.Run(["prices", .. arguments.Split(' ')]);

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        (run.Output + run.Error).ShouldNotBeEmpty();
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public void Show_ModelWithHistory_HasEveryPeriodAndSource()
    {
        var run = PermilProcess.Run("prices", "show", "deepseek-ai/DeepSeek-V3", "--format", "json");

        run.ExitCode.ShouldBe(0, run.Error);
        var answer = JsonNode.Parse(run.Output)!;
        answer["prices"]!.AsArray().Count.ShouldBeGreaterThan(1);
        answer["prices"]!.AsArray().ShouldAllBe(price => price!["source"]!.ToString().Length > 0);
    }

    [Fact]
    public void Show_PartOfAName_NamesTheModelsThatHaveIt()
    {
        var run = PermilProcess.Run("prices", "show", "FLUX.1-sch");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("black-forest-labs/FLUX.1-schnell");
    }

    [Fact]
    public void Check_ShippedBooks_HaveNoFault()
    {
        var run = PermilProcess.Run("prices", "check");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("0 faults");
    }

    [Theory]
    [InlineData(
        "models:\n  - id: m\n    kind: chat\n    prices:\n      - { price: { input_tokens: 1 }, source: page }\n      - { price: { input_tokens: 2 }, source: page }\n",
        1,
        "two prices match equally well"
    )]
    [InlineData(
        "models:\n  - id: m\n    kind: chat\n    prices:\n      - { price: { input_tokens: 1 }, until: 2026-02-01, source: page }\n      - { price: { input_tokens: 2 }, from: 2026-03-01, source: page }\n",
        0,
        "has no price from 2026-02-01 to 2026-03-01"
    )]
    [InlineData(
        "models:\n  - id: m\n    kind: chat\n    prices:\n      - { price: { input_tokens: 1 } }\n",
        1,
        "source"
    )]
    [InlineData(
        "models:\n  - id: m\n    kind: chat\n    prices:\n      - { price: { input_tokens: 1 }, source: nowhere }\n",
        1,
        "nowhere"
    )]
    [InlineData(
        "models:\n  - id: m\n    kind: chat\n    prices:\n      - { price: { bananas: 1 }, source: page }\n",
        1,
        "bananas"
    )]
    [InlineData(
        "models:\n  - id: m\n    kind: chat\n    prices:\n      - { price: { input_tokens: 100 }, source: page, conflicts: [{ price: { input_tokens: 102 }, source: blog }] }\n",
        0,
        "a blog"
    )]
    [InlineData("models: [", 1, "")]
    [InlineData("prices:\n  - { price: { input_tokens: -1 }, source: page }\n", 1, "-1")]
    public void Check_BookWithAFinding_NamesItWithFileAndLine(string body, int exitCode, string finding)
    {
        using var folder = new TemporaryFolder();
        var book = folder.Write("acme.yaml", Sources + body);

        var run = PermilProcess.Run("prices", "check", book);

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        run.Output.ShouldStartWith($"{book}:");
        run.Output.ShouldContain(finding);
        run.Output.ShouldContain(exitCode == 1 ? "1 fault" : "0 faults, 1 remark");
    }

    [Fact]
    public void Check_SourcesWithinAPercent_AgreeAndABookWithoutFindingsIsClean()
    {
        using var folder = new TemporaryFolder();
        var book = folder.Write(
            "acme.yaml",
            Sources
                + "models:\n  - id: m\n    kind: chat\n    prices:\n      - { price: { input_tokens: 100 }, source: page, conflicts: [{ price: { input_tokens: 101 }, source: blog }] }\n"
        );

        var run = PermilProcess.Run("prices", "check", book, "--format", "json");

        run.ExitCode.ShouldBe(0);
        JsonNode.Parse(run.Output)!["findings"]!.AsArray().ShouldBeEmpty();
    }
}
