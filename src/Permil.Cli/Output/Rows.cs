using System.Text;
using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>A table of texts that prints itself for people, spreadsheets and documents.</summary>
/// <param name="columns">The headings; <see cref="Column.IsNumber"/> ones are aligned at the decimal point.</param>
internal sealed class Rows(params IReadOnlyList<Rows.Column> columns)
{
    private const string NoValue = "(none)";

    private readonly List<string?[]> _rows = [];

    /// <summary>A column.</summary>
    /// <param name="Name">For programs: the CSV heading.</param>
    /// <param name="Title">For people.</param>
    /// <param name="IsNumber">Whether it holds decimal texts.</param>
    /// <param name="CanWrap">Whether a long text may go over several lines.</param>
    /// <param name="CanDrop">Whether a table may go without it where the screen is too narrow; the last goes first.</param>
    internal sealed record Column(
        string Name,
        string Title,
        bool IsNumber = false,
        bool CanWrap = false,
        bool CanDrop = false
    );

    public int Count => _rows.Count;

    public void Add(params string?[] cells) => _rows.Add(cells);

    /// <summary>The same without columns that hold nothing and that a table may go without.</summary>
    public Rows WithoutEmptyColumns()
    {
        var kept = Enumerable
            .Range(0, columns.Count)
            .Where(column => !columns[column].CanDrop || _rows.Any(row => !string.IsNullOrEmpty(row[column])))
            .ToList();
        var rows = new Rows([.. kept.Select(column => columns[column])]);
        rows._rows.AddRange(_rows.Select(row => kept.Select(column => row[column]).ToArray()));
        return rows;
    }

    /// <summary>Prints a table with rules, the longest numbers deciding the widths.</summary>
    public void PrintTable(IAnsiConsole console)
    {
        var aligned = columns.Select((column, index) => column.IsNumber ? Aligned(index) : null).ToList();
        var shown = ColumnsThatFit(aligned, console.Profile.Width);
        var wrapped = ColumnToWrap(shown, aligned, console.Profile.Width);
        var table = new Table { Border = TableBorder.Simple };
        foreach (var index in shown)
        {
            var heading = new TableColumn(new Text(columns[index].Title, new Style(decoration: Decoration.Bold)));
            heading = columns[index].IsNumber ? heading.RightAligned() : heading;
            if (index == wrapped.Column)
            {
                heading.Width = wrapped.Width;
            }

            table.AddColumn(columns[index].CanWrap || index == wrapped.Column ? heading : heading.NoWrap());
        }

        for (var row = 0; row < _rows.Count; row++)
        {
            table.AddRow(shown.Select(column => new Text(aligned[column]?[row] ?? _rows[row][column] ?? NoValue)));
        }

        console.Write(table);
        if (shown.Count < columns.Count)
        {
            var missing = columns.Where((_, index) => !shown.Contains(index)).Select(column => column.Title);
            console.WriteLine($"The screen is too narrow for: {string.Join(", ", missing)}");
        }
    }

    private List<int> ColumnsThatFit(List<List<string>?> aligned, int width)
    {
        var shown = Enumerable.Range(0, columns.Count).ToList();
        while (WidthOf(shown, aligned) > width)
        {
            var last = shown.FindLastIndex(column => columns[column].CanDrop);
            if (last < 0)
            {
                break;
            }

            shown.RemoveAt(last);
        }

        return shown;
    }

    /// <summary>Where even the rest is too wide the widest text goes over several lines: half a number is none.</summary>
    private (int Column, int Width) ColumnToWrap(List<int> shown, List<List<string>?> aligned, int width)
    {
        const int LeastWidth = 8;
        var over = WidthOf(shown, aligned) - width;
        var texts = shown.Where(column => !columns[column].IsNumber && !columns[column].CanWrap).ToList();
        if (over <= 0 || texts.Count == 0)
        {
            return (-1, 0);
        }

        var widest = texts.MaxBy(column => WidthOf(column, aligned));
        return (widest, Math.Max(LeastWidth, WidthOf(widest, aligned) - over));
    }

    private int WidthOf(List<int> shown, List<List<string>?> aligned)
    {
        const int BetweenColumns = 3;
        return shown.Sum(column => WidthOf(column, aligned) + BetweenColumns) + 1;
    }

    private int WidthOf(int column, List<List<string>?> aligned) =>
        columns[column].CanWrap
            ? columns[column].Title.Length
            : Math.Max(
                columns[column].Title.Length,
                Enumerable
                    .Range(0, _rows.Count)
                    .Select(row => (aligned[column]?[row] ?? _rows[row][column] ?? NoValue).Length)
                    .DefaultIfEmpty()
                    .Max()
            );

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
