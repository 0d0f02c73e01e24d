namespace Permil.Billing;

/// <summary>The month worked by hand in <c>docs/billing.md</c>: its tables, by the heading above them.</summary>
internal static class WorkedPage
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("docs", "billing.md"));

    /// <summary>The part that is worked by hand as one text, blocks of commands left out.</summary>
    public static string Text { get; } =
        string.Join(' ', string.Join(' ', WithoutCommands()).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The arguments of the commands of that part, as a shell would take them apart.</summary>
    public static IReadOnlyList<string[]> Commands { get; } =
    [
        .. Lines
            .SkipWhile(line => line != "## A month by hand")
            .Where(line => line.StartsWith("permil ", StringComparison.Ordinal))
            .Select(line =>
                line["permil ".Length..]
                    .Split('"')
                    .SelectMany(
                        (part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    )
                    .ToArray()
            ),
    ];

    /// <summary>The rows of a table by the names of its columns; of a sum what it comes to.</summary>
    /// <param name="heading">The heading it is under.</param>
    /// <param name="place">Of several under one heading, from 0.</param>
    public static IReadOnlyList<WorkedRow> Table(string heading, int place = 0)
    {
        var section = Lines
            .SkipWhile(line => line != $"### {heading}")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .ToList();
        var tables = section
            .Select((line, i) => (line, i))
            .Where(at => at.line.StartsWith("|---", StringComparison.Ordinal))
            .Select(at => at.i)
            .ToList();
        tables.Count.ShouldBeGreaterThan(place, heading);
        var columns = Cells(section[tables[place] - 1]);
        var rows = section
            .Skip(tables[place] + 1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => new WorkedRow(columns, Cells(line)))
            .ToList();
        rows.ShouldNotBeEmpty(heading);
        return rows;
    }

    private static IEnumerable<string> WithoutCommands()
    {
        var isCode = false;
        foreach (var line in Lines.SkipWhile(line => line != "## A month by hand"))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (!isCode)
            {
                yield return line;
            }
        }
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
}
