namespace Permil.Focus;

/// <summary>The month to look at of <c>docs/focus.md</c>: its commands, its queries with what they print, its formulas.</summary>
internal static class FocusPage
{
    private static readonly string[] Lines =
    [
        .. File.ReadAllLines(Repository.PathOf("docs", "focus.md"))
            .SkipWhile(line => line != "## A month to look at")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)),
    ];

    /// <summary>The arguments of each command.</summary>
    public static IReadOnlyList<string[]> Commands { get; } =
    [
        .. Lines
            .Where(line => line.StartsWith("permil ", StringComparison.Ordinal))
            .Select(line => line["permil ".Length..].Split(' ')),
    ];

    /// <summary>Each query and the table below it, its heading first.</summary>
    public static IReadOnlyList<(string Sql, IReadOnlyList<string[]> Table)> Queries { get; } =
    [
        .. Lines
            .Select((line, i) => (line, i))
            .Where(at => at.line == "```sql")
            .Select(at =>
            {
                var sql = Lines.Skip(at.i + 1).TakeWhile(line => line != "```").ToList();
                return (string.Join('\n', sql), TableFrom(at.i + sql.Count + 2));
            }),
    ];

    /// <summary>Each formula and what it comes to.</summary>
    public static IReadOnlyList<(string Formula, string Value)> Formulas { get; } =
    [
        .. TableFrom(Array.FindIndex(Lines, line => line == "| asks | formula | is |"))
            .Skip(1)
            .Select(row => (row[1].Trim('`'), row[2])),
    ];

    private static IReadOnlyList<string[]> TableFrom(int line) =>
        [
            .. Lines
                .Skip(line)
                .SkipWhile(row => row.Length == 0)
                .TakeWhile(row => row.StartsWith('|'))
                .Where(row => !row.StartsWith("|---", StringComparison.Ordinal))
                .Select(row => row[1..^1].Split('|').Select(cell => cell.Trim()).ToArray()),
        ];
}
