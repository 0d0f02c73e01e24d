using Permil.Focus.Validation;

namespace Permil.Storage.Focus.Import;

/// <summary>Counts on which line of a file each row begins: a value may hold line breaks.</summary>
internal sealed class RowLines(FocusFile file)
{
    /// <summary>0 where rows are no lines.</summary>
    private readonly int _columns = file.FirstLine > 0 ? file.Columns.Count : 0;

    private long _next = Math.Max(file.FirstLine, 1);

    /// <summary>The rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>The line of a row, asked for in the order of rows; where rows are no lines its number, from 1.</summary>
    public long Next(FocusBatch batch, int row)
    {
        var line = _next++;
        Count++;
        for (var column = 0; column < _columns; column++)
        {
            _next += batch[column][row].Count((byte)'\n');
        }

        return line;
    }
}
