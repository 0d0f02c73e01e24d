using System.Text;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>A table of texts that prints itself for people, spreadsheets and documents.</summary>
/// <param name="columns">The headings; <see cref="Column.IsNumber"/> ones are aligned at the decimal point.</param>
internal sealed class Rows(params IReadOnlyList<Rows.Column> columns)
{
    private readonly List<string?[]> _rows = [];

    /// <summary>A column.</summary>
    /// <param name="Name">For programs: the CSV heading.</param>
    /// <param name="Title">For people.</param>
    /// <param name="IsNumber">Whether it holds decimal texts.</param>
    /// <param name="CanWrap">Whether a long text may go over several lines.</param>
    internal sealed record Column(string Name, string Title, bool IsNumber = false, bool CanWrap = false);

    public int Count => _rows.Count;

    public void Add(params string?[] cells) => _rows.Add(cells);

    /// <summary>Prints a table with rules, the longest numbers deciding the widths.</summary>
    public void PrintTable(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var heading = new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold)));
            heading = column.IsNumber ? heading.RightAligned() : heading;
            table.AddColumn(column.CanWrap ? heading : heading.NoWrap());
        }

        var aligned = columns.Select((column, index) => column.IsNumber ? Aligned(index) : null).ToList();
        for (var row = 0; row < _rows.Count; row++)
        {
            var cells = new List<Text>();
            for (var column = 0; column < columns.Count; column++)
            {
                cells.Add(new Text(aligned[column]?[row] ?? _rows[row][column] ?? "(none)"));
            }

            table.AddRow(cells);
        }

        console.Write(table);
    }

    public void PrintCsv(TextWriter writer)
    {
        writer.WriteLine(string.Join(',', columns.Select(column => CsvCell(column.Name))));
        foreach (var row in _rows)
        {
            writer.WriteLine(string.Join(',', row.Select(CsvCell)));
        }
    }

    public void PrintMarkdown(TextWriter writer)
    {
        writer.WriteLine($"| {string.Join(" | ", columns.Select(column => column.Title))} |");
        writer.WriteLine($"|{string.Join('|', columns.Select(column => column.IsNumber ? "---:" : "---"))}|");
        foreach (var row in _rows)
        {
            writer.WriteLine(
                $"| {string.Join(" | ", row.Select(cell => (cell ?? "").Replace("|", "\\|", StringComparison.Ordinal)))} |"
            );
        }
    }

    /// <summary>A cell as RFC 4180 wants it.</summary>
    public static string CsvCell(string? text)
    {
        if (text is null)
        {
            return "";
        }

        return text.AsSpan().ContainsAny("\",\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    /// <summary>The numbers of a column with thousands separated and room behind the point, so that points line up.</summary>
    private List<string> Aligned(int column)
    {
        var longest = _rows.Max(row => (int?)FractionLength(row[column])) ?? 0;
        return _rows.ConvertAll(row => Grouped(row[column]) + new string(' ', longest - FractionLength(row[column])));
    }

    private static int FractionLength(string? number)
    {
        var point = number?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return point < 0 ? 0 : number!.Length - point;
    }

    /// <summary>Puts commas between the thousands of a decimal text.</summary>
    internal static string Grouped(string? number)
    {
        if (string.IsNullOrEmpty(number) || !(char.IsAsciiDigit(number[0]) || number[0] == '-'))
        {
            return number ?? "-";
        }

        var text = new StringBuilder(number);
        var end = number.IndexOf('.', StringComparison.Ordinal);
        for (var at = (end < 0 ? number.Length : end) - 3; at > (number[0] == '-' ? 1 : 0); at -= 3)
        {
            text.Insert(at, ',');
        }

        return text.ToString();
    }
}
