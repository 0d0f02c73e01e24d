using Permil.Focus.Validation;

namespace Permil.Storage.Focus.Import;

/// <summary>Counts on which line of a file each row begins: a value may hold line breaks.</summary>
internal sealed class RowLines(FocusFile file)
{
    private long _next = Math.Max(file.FirstLine, 1);

    /// <summary>The rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>The line of a row, asked for in the order of rows; where rows are no lines its number, from 1.</summary>
    public long Next(FocusBatch batch, int row)
    {
        var line = _next++;
        Count++;
        for (var column = 0; file.FirstLine > 0 && column < file.Columns.Count; column++)
        {
            _next += batch[column][row].Count((byte)'\n');
        }

        return line;
    }
}
