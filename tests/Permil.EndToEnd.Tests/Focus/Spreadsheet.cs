using System.Globalization;
using NPOI.SS.UserModel;
using NPOI.XSSF.UserModel;

namespace Permil.Focus;

/// <summary>The cells of a CSV file as a spreadsheet takes them: what looks like a number is one.</summary>
internal sealed class Spreadsheet
{
    private readonly XSSFWorkbook _book = new();
    private readonly ISheet _sheet;

    public Spreadsheet(IReadOnlyList<string[]> rows)
    {
        _sheet = _book.CreateSheet("october");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = _sheet.CreateRow(i);
            for (var column = 0; column < rows[i].Length; column++)
            {
                var cell = row.CreateCell(column);
                var text = rows[i][column];
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                {
                    cell.SetCellValue(number);
                }
                else
                {
                    cell.SetCellValue(text);
                }
            }
        }
    }

    /// <summary>What a formula comes to, with the 15 digits of a spreadsheet.</summary>
    public decimal Evaluate(string formula)
    {
        // Beside the columns, so that a formula over a whole one does not meet itself.
        var cell = _sheet.GetRow(0).CreateCell(_sheet.GetRow(0).LastCellNum + 1);
        cell.SetCellFormula(formula);
        return (decimal)_book.GetCreationHelper().CreateFormulaEvaluator().Evaluate(cell).NumberValue;
    }
}
