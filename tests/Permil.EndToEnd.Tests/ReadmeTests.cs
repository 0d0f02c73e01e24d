using System.Diagnostics;

namespace Permil;

/// <summary>The README's commands do what it says.</summary>
public sealed class ReadmeTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("README.md"));

    /// <summary>Each <c>$ permil ...</c> of a block with the lines shown below it.</summary>
    private static IEnumerable<(string Command, List<string> Shown)> Examples()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i].StartsWith("$ permil ", StringComparison.Ordinal))
            {
                yield return (
                    Lines[i]["$ permil ".Length..],
                    [.. Lines.Skip(i + 1).TakeWhile(line => line != "```").Select(line => line.TrimEnd())]
                );
            }
        }
    }

    [Fact]
    public void Examples_RunAsWritten_PrintEveryShownLineInOrder()
    {
        var examples = Examples().ToList();
        examples.Count.ShouldBeGreaterThanOrEqualTo(3);
        using var folder = new TemporaryFolder();
        foreach (var (command, shown) in examples)
        {
            var result = PermilProcess.RunIn(folder.Path, command.Split(' '));
            result.ExitCode.ShouldBe(0, result.Error);
            var printed = result
                .Output.Split('\n')
                .Select(line => line.TrimEnd())
                .Where(line => line.Length > 0)
                .ToList();
            var wanted = shown.Where(line => line.Length > 0).ToList();
            wanted.Count.ShouldBeGreaterThan(1, command);
            printed.Take(wanted.Count).ShouldBe(wanted, command);
        }
    }

    [Fact]
    public void MainJob_PastedIntoAShell_RatesTheSample()
    {
        var command = Lines.Single(line => line.StartsWith("dotnet run ", StringComparison.Ordinal));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach (var argument in command.Split(' ').Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        output.ShouldContain("List cost 17.174319895 USD for 3,000 events");
    }

    [Fact]
    public void TestCommand_IsOneThatRunsTheWholeSolution()
    {
        Lines.Count(line => line.StartsWith("dotnet test ", StringComparison.Ordinal)).ShouldBe(1);
        Lines.ShouldContain("dotnet test permil.slnx -c Release");
        File.ReadAllText(Repository.PathOf(".ci", "run")).ShouldContain("README.md");
    }

    [Fact]
    public void Links_OfEveryPage_LeadToFiles()
    {
        var pages = Directory.GetFiles(Repository.PathOf("docs"), "*.md").Append(Repository.PathOf("README.md"));
        foreach (var page in pages)
        {
            foreach (var part in File.ReadAllText(page).Split("](").Skip(1))
            {
                var link = part[..part.IndexOf(')', StringComparison.Ordinal)].Split('#')[0];
                if (link.Contains(':', StringComparison.Ordinal))
                {
                    continue;
                }

                var target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, link));
                (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{page} links to {link}");
            }
        }
    }
}
