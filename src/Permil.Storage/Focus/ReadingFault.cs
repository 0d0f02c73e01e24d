using System.Text.RegularExpressions;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>Says what DuckDB could not read, without its advice on how to call it.</summary>
internal static partial class ReadingFault
{
    public static FocusFileException Of(string path, DuckDbException exception)
    {
        var line = Line().Match(exception.Message);
        if (!line.Success)
        {
            return new($"{path}: {FirstLine(exception.Message)}", exception);
        }

        if (exception.Message.Contains("Invalid unicode", StringComparison.OrdinalIgnoreCase))
        {
            return new($"{path}:{line.Groups["line"].Value}: it is not in UTF-8", exception);
        }

        var columns = ColumnCounts().Match(exception.Message);
        var fault = columns.Success
            ? $"found {columns.Groups["found"].Value} values, expected {columns.Groups["expected"].Value}"
            : Faults(exception.Message);
        return new($"{path}:{line.Groups["line"].Value}: {fault}", exception);
    }

    /// <summary>What stands between the line as it is in the file and the advice.</summary>
    private static string Faults(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines
                .Skip(1)
                .FirstOrDefault(text =>
                    !text.StartsWith("Original Line", StringComparison.Ordinal)
                    && !text.StartsWith("Possible", StringComparison.Ordinal)
                )
            ?? "it is no CSV";
    }

    private static string FirstLine(string message) => message.Split('\n')[0];

    [GeneratedRegex(@"CSV Error on Line: (?<line>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    [GeneratedRegex(
        @"Expected Number of Columns: (?<expected>\d+) Found: (?<found>\d+)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ColumnCounts();
}
