using Microsoft.Extensions.FileSystemGlobbing;
using Permil.Cli.Commands;

namespace Permil.Cli.Input;

/// <summary>Turns what the caller names into files: files, folders with all that is in them, patterns, standard input.</summary>
internal static class UsageFiles
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>What is read of a folder; a file or pattern that is named is read whatever it is called.</summary>
    private static readonly string[] LogExtensions = [".jsonl", ".ndjson", ".json", ".log", ".csv", ".sse", ".txt"];

    /// <summary>The files in a fixed order, each once.</summary>
    /// <exception cref="UsageException">Nothing is there.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> names)
    {
        var files = new List<string>();
        foreach (var name in names)
        {
            files.AddRange(Expand(name));
        }

        return [.. files.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The size of all files together; 0 when one of them has none to know.</summary>
    public static long TotalBytes(IReadOnlyList<string> files) =>
        files.Any(file => file == StandardInput) ? 0 : files.Sum(file => new FileInfo(file).Length);

    public static Stream Open(string file) =>
        file == StandardInput
            ? Console.OpenStandardInput()
            : new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite,
                bufferSize: 1,
                FileOptions.SequentialScan
            );

    private static bool IsLog(string file)
    {
        var plain = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return LogExtensions.Contains(Path.GetExtension(plain), StringComparer.OrdinalIgnoreCase);
    }

    private static IReadOnlyList<string> Expand(string name)
    {
        if (name == StandardInput || File.Exists(name))
        {
            return [name];
        }

        if (Directory.Exists(name))
        {
            var inside = Directory
                .GetFiles(name, "*", SearchOption.AllDirectories)
                .Where(IsLog)
                .Order(StringComparer.Ordinal)
                .ToList();
            return inside.Count > 0
                ? inside
                : throw new UsageException(
                    $"the folder '{name}' has no logs: {string.Join(", ", LogExtensions)}, each also with .gz"
                );
        }

        if (name.Contains('*', StringComparison.Ordinal))
        {
            var matcher = new Matcher(StringComparison.Ordinal);
            var root = Path.IsPathRooted(name) ? Path.GetPathRoot(name)! : ".";
            matcher.AddInclude(Path.GetRelativePath(root, name).Replace('\\', '/'));
            var found = matcher
                .GetResultsInFullPath(root)
                .Select(file => Path.IsPathRooted(name) ? file : Path.GetRelativePath(".", file))
                .Order(StringComparer.Ordinal)
                .ToList();
            return found.Count > 0 ? found : throw new UsageException($"nothing matches '{name}'");
        }

        throw new UsageException(
            name.StartsWith("--", StringComparison.Ordinal)
                ? $"there is no option '{name}'"
                : $"there is no file or folder '{name}'"
        );
    }
}
