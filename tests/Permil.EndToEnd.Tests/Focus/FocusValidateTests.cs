using System.Text.Json.Nodes;

namespace Permil;

public sealed class FocusValidateTests
{
    private const string Broken = "BilledCost,ChargeCategory\r\n1.5,Usage\r\n,Refund\r\n";

    [Fact]
    public void BrokenFile_Text_EndsWithTheVerdictAndExits1()
    {
        var run = Validate(Broken);

        run.ExitCode.ShouldBe(1, run.Error);
        run.Output.ShouldContain(
            "FAIL MUST NOT BilledCost.null: 1 row\n  BilledCost MUST NOT be null\n  row 2: BilledCost is null\n"
        );
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].ShouldStartWith("fails FOCUS 1.3: ");
        run.Output.Split('\n').ShouldAllBe(line => line.Length <= 100 || !line.Contains(' ', StringComparison.Ordinal));
    }

    [Fact]
    public void BrokenFile_Json_HasEveryRule()
    {
        var answer = JsonNode.Parse(Validate(Broken, "--format", "json").Output)!;

        answer["valid"]!.GetValue<bool>().ShouldBeFalse();
        answer["rows"]!.GetValue<long>().ShouldBe(2);
        var rule = answer["results"]!.AsArray().Single(result => (string?)result!["rule"] == "ChargeCategory.values")!;
        rule["outcome"]!.GetValue<string>().ShouldBe("fail");
        rule["examples"]![0]!["row"]!.GetValue<long>().ShouldBe(2);
        rule["examples"]![0]!["values"]!["ChargeCategory"]!.GetValue<string>().ShouldBe("Refund");
    }

    [Fact]
    public void BrokenFile_Sarif_NamesFileRuleAndLine()
    {
        var run = JsonNode.Parse(Validate(Broken, "--format", "sarif").Output)!["runs"]![0]!;

        var result = run["results"]!.AsArray().Single(found => (string?)found!["ruleId"] == "BilledCost.null")!;
        result["level"]!.GetValue<string>().ShouldBe("error");
        var place = result["locations"]![0]!["physicalLocation"]!;
        place["artifactLocation"]!["uri"]!.GetValue<string>().ShouldEndWith("focus.csv");
        place["region"]!["startLine"]!.GetValue<int>().ShouldBe(3);
        run["tool"]!["driver"]!["rules"]![result["ruleIndex"]!.GetValue<int>()]!["id"]!
            .GetValue<string>()
            .ShouldBe("BilledCost.null");
    }

    [Fact]
    public void BrokenFile_Markdown_IsATable() =>
        Validate(Broken, "--format", "markdown").Output.ShouldContain("| fail | MUST NOT | BilledCost.null |");

    [Theory]
    [InlineData("--focus-version", "1.2")]
    [InlineData("--criteria", "MOON_SUPPORTED")]
    [InlineData("--format", "csv")]
    public void WrongUsage_Exits2(string option, string value)
    {
        var run = Validate(Broken, option, value);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(option);
    }

    [Fact]
    public void MalformedFile_SaysTheLine()
    {
        var run = Validate("a,b\r\n1\r\n");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("focus.csv:2: found 1 values, expected 2");
    }

    [Theory]
    [InlineData("")]
    [InlineData("focus.csv", "--model", "")]
    public void NoName_IsWrongUsage(params string[] arguments)
    {
        var run = PermilProcess.Run(["focus", "validate", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("found '', allowed: the path of a file");
    }

    [Fact]
    public void Folder_SaysThatItIsOne()
    {
        using var folder = new TemporaryFolder();
        var run = PermilProcess.Run(["focus", "validate", folder.Path]);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("it is a folder");
    }

    private static PermilProcess.Result Validate(string csv, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        return PermilProcess.Run(["focus", "validate", folder.Write("focus.csv", csv), .. arguments]);
    }
}
