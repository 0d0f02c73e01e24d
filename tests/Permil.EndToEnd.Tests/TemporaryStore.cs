using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Permil;

/// <summary>A data folder and a folder of logs, gone when the test is done.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Data => Path.Combine(_folder.Path, "data");

    public string Write(string name, params ReadOnlySpan<string> lines) =>
        _folder.Write(name, string.Concat(string.Join('\n', lines!), "\n"));

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    public PermilProcess.Result Run(params string[] arguments) => PermilProcess.Run([.. arguments, "--data", Data]);

    /// <summary>Runs a command that must succeed.</summary>
    public string Output(params string[] arguments)
    {
        var run = Run(arguments);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        return run.Output;
    }

    public JsonNode Json(params string[] arguments) => JsonNode.Parse(Output([.. arguments, "--format", "json"]))!;

    /// <summary>An output without what differs from run to run: the folder's place and how long it took.</summary>
    public string Stable(string output) =>
        Regex.Replace(
            output.Replace(_folder.Path, "FOLDER", StringComparison.Ordinal),
            @"[0-9.]+ s, [0-9,]+ events a second",
            "TIME",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );

    /// <summary>Every file of the data folder with what it holds.</summary>
    public Dictionary<string, string> Contents() =>
        Directory
            .GetFiles(Data, "*", SearchOption.AllDirectories)
            .ToDictionary(
                path => Path.GetRelativePath(Data, path),
                path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))),
                StringComparer.Ordinal
            );

    public void Dispose() => _folder.Dispose();
}
