using Permil.Cli.Commands;

namespace Permil.Cli.Input;

/// <summary>FOCUS files as a caller names them: files, and folders with all that is below them.</summary>
internal static class FocusFiles
{
    private static readonly string[] Endings = [".csv", ".csv.gz", ".parquet"];

    /// <summary>In a fixed order, each once.</summary>
    /// <exception cref="UsageException">Nothing is there.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> names) =>
        [.. names.SelectMany(Expand).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Expand(string name)
    {
        if (!Directory.Exists(name))
        {
            return File.Exists(name) ? [name] : throw new UsageException($"there is no file or folder '{name}'");
        }

        var inside = Directory
            .GetFiles(name, "*", SearchOption.AllDirectories)
            .Where(file => Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return inside.Count > 0
            ? inside
            : throw new UsageException($"the folder '{name}' has no {string.Join(", ", Endings)}");
    }
}
