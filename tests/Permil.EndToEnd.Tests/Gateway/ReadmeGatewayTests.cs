using System.Diagnostics;
using System.Text.RegularExpressions;
using Permil.Upstream;

namespace Permil.Gateway;

/// <summary>What the README tells to paste: a key, a budget, the gateway, a call.</summary>
public sealed partial class ReadmeGatewayTests
{
    private const string Address = "http://127.0.0.1:4700";
    private const string ProviderKey = "provider-key";

    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("README.md"));

    [Fact]
    public async Task Serve_AsTheReadmeSays_AnswersTheCallAndSaysItsCost()
    {
        using var folder = new TemporaryFolder();
        await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Key = ProviderKey });
        var commands = CommandsBeforeServe();
        commands.Count.ShouldBe(2);
        var outputs = commands.ConvertAll(command => Permil(folder.Path, command));
        var key = Secret().Match(outputs[0]).Value;

        await using var gateway = await GatewayProcess.StartAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["TOGETHER_API_KEY"] = ProviderKey },
            "--data",
            folder.Path,
            "--listen",
            "127.0.0.1:0",
            "--upstream",
            $"together={upstream.Url}together/v1"
        );
        var answer = await ShellAsync(CurlCommand().Replace(Address, gateway.Url, StringComparison.Ordinal), key);

        answer.ShouldStartWith("HTTP/1.1 200 OK");
        var cost = Cost().Match(answer).Groups["amount"].Value;
        decimal.Parse(cost).ShouldBeGreaterThan(0);
        var left = Left().Match(answer).Groups["amount"].Value;
        decimal.Parse(left).ShouldBe(100 - decimal.Parse(cost));
        (await gateway.StopAsync()).ShouldBe(0);
        Permil(folder.Path, "report --by tenant,feature --format csv").ShouldContain("t-1,chat,1,");
        Permil(folder.Path, "report --by tenant,feature --format csv").ShouldContain(cost);
    }

    private static List<string> CommandsBeforeServe()
    {
        var serve = Array.IndexOf(Lines, "permil serve");
        var begin = Array.LastIndexOf(Lines, "```sh", serve);
        return
        [
            .. Lines[begin..serve]
                .Where(line => line.StartsWith("permil ", StringComparison.Ordinal))
                .Select(line => line["permil ".Length..]),
        ];
    }

    private static string CurlCommand()
    {
        var begin = Array.FindIndex(Lines, line => line.StartsWith("curl ", StringComparison.Ordinal));
        return string.Join('\n', Lines.Skip(begin).TakeWhile(line => line != "```"));
    }

    private static string Permil(string data, string command)
    {
        var run = PermilProcess.RunIn(data, command.Split(' '));
        run.ExitCode.ShouldBe(0, $"{command}: {run.Output}{run.Error}");
        return run.Output;
    }

    private static async Task<string> ShellAsync(string command, string key)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        start.Environment["KEY"] = key;
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0);
        return output;
    }

    [GeneratedRegex(@"pml_\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"^x-permil-cost: (?<amount>\S+)\r?$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cost();

    [GeneratedRegex(
        @"^x-permil-budget-remaining: (?<amount>\S+)\r?$",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Left();
}
