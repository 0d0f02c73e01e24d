namespace Permil.Billing;

/// <summary>A row of a table of the page.</summary>
internal sealed class WorkedRow
{
    private readonly Dictionary<string, string> _cells = new(StringComparer.Ordinal);

    public WorkedRow(IReadOnlyList<string> columns, IReadOnlyList<string> cells)
    {
        cells.Count.ShouldBe(columns.Count, string.Join(" | ", cells));
        for (var i = 0; i < columns.Count; i++)
        {
            _cells.Add(columns[i], cells[i]);
        }
    }

    /// <summary>A cell without the marks of code.</summary>
    public string this[string column] => _cells[column].Trim('`');

    /// <summary>What a cell comes to: the number behind its last <c>=</c>, or the number it is; nothing is 0.</summary>
    public decimal Number(string column) =>
        _cells[column].Split('=')[^1].Trim() is { Length: > 0 } text ? WrittenSum.NumberOf(text) : 0;

    public override string ToString() => string.Join(" | ", _cells.Values);
}
