using System.Text;
using Permil.Focus.Export;
using Permil.Focus.Validation;

namespace Permil.Focus.Import;

/// <summary>
/// Reads rows of Cost and Usage of any provider and any version from 1.0: what is kept of them, in one form. Nothing is
/// priced anew; costs stay what the file says.
/// </summary>
internal sealed class FocusRowReader
{
    private const string DetailsColumn = "SkuPriceDetails";

    /// <summary>Tags repeat from row to row; more different ones than that are read again.</summary>
    private const int MostRemembered = 10_000;

    /// <summary>What DECIMAL(38,18) has no room for.</summary>
    private const decimal TooLarge = 1e20m;

    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    /// <summary>A longer billing period is a slip: providers bill months.</summary>
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(400);

    private static readonly int PeriodStart = ImportedColumns.IndexOf(ImportedColumns.PeriodStart);
    private static readonly int PeriodEnd = ImportedColumns.IndexOf(ImportedColumns.PeriodEnd);
    private static readonly int Tags = ImportedColumns.IndexOf(ImportedColumns.Tags);
    private static readonly int Model = ImportedColumns.IndexOf(ImportedColumns.Model);
    private static readonly int Feature = ImportedColumns.IndexOf(ImportedColumns.Feature);
    private static readonly int Environment = ImportedColumns.IndexOf(ImportedColumns.Environment);

    private readonly IReadOnlyList<FocusFileColumn> _columns;
    private readonly int[][] _places;
    private readonly int _details;
    private readonly ImportedValue[] _row = new ImportedValue[ImportedColumns.All.Count];
    private readonly Dictionary<string, ImportedTags?> _known = new(StringComparer.Ordinal);

    /// <param name="columns">The file's.</param>
    public FocusRowReader(IReadOnlyList<FocusFileColumn> columns)
    {
        var shape = new FileShape(columns);
        _columns = columns;
        _places =
        [
            .. ImportedColumns.All.Select(column =>
                column.Sources.Select(shape.IndexOf).Where(place => place >= 0).ToArray()
            ),
        ];
        _details = shape.IndexOf(DetailsColumn);
        MissingColumns =
        [
            .. ImportedColumns
                .All.Where((column, i) => column.IsRequired && _places[i].Length == 0)
                .Select(column => string.Join(" or ", column.Sources)),
        ];
    }

    /// <summary>What a file must have and this one does not: it is no Cost and Usage.</summary>
    public IReadOnlyList<string> MissingColumns { get; }

    /// <summary>Numbers so far that had more decimals than are kept and were rounded to them, half to even.</summary>
    public long RoundedNumbers { get; private set; }

    /// <summary>Reads a row.</summary>
    /// <returns>
    /// A value for each of <see cref="ImportedColumns.All"/>, good until the next row is read; nothing when the row is bad.
    /// </returns>
    public ReadOnlySpan<ImportedValue> Read(FocusBatch batch, int row, out ImportFault? fault)
    {
        fault = null;
        for (var i = 0; i < _row.Length; i++)
        {
            fault = ReadValue(batch, row, i);
            if (fault is not null)
            {
                return default;
            }
        }

        fault = PeriodFault(batch, row);
        if (fault is not null)
        {
            return default;
        }

        var tags = _row[Tags].Text is { } text ? TagsOf(text) : null;
        if (_row[Tags].Text is { } found && tags is null)
        {
            fault = new("Tags", found, "a JSON object of keys and values");
            return default;
        }

        _row[Tags] = new(tags?.Json, null, null);
        var details = _details >= 0 && !batch[_details].IsNull(row) ? TagsOf(TextOf(batch[_details][row])) : null;
        Complete(Model, details?.Find("ModelId", "xModelId", "xModel", "Model") ?? tags?.Find("model", "modelid"));
        Complete(Feature, tags?.Find("feature"));
        Complete(Environment, tags?.Find("environment", "env"));
        return _row;
    }

    private ImportFault? PeriodFault(FocusBatch batch, int row)
    {
        var (start, end) = (_row[PeriodStart].Time!.Value, _row[PeriodEnd].Time!.Value);
        return start.Year is < FirstYear or > LastYear ? Fault(PeriodStart, $"a moment from {FirstYear} to {LastYear}")
            : end <= start || end - start > LongestPeriod
                ? Fault(PeriodEnd, $"a moment after {NameOf(PeriodStart)}, by at most {LongestPeriod.Days} days")
            : null;

        ImportFault Fault(int place, string allowed) =>
            new(NameOf(place), TextOf(batch[_places[place][0]][row]), allowed);
    }

    private ImportFault? ReadValue(FocusBatch batch, int row, int place)
    {
        var column = ImportedColumns.All[place];
        _row[place] = default;
        foreach (var source in _places[place])
        {
            var value = batch[source].IsNull(row) ? default : batch[source][row].Trim((byte)' ');
            if (value.IsEmpty)
            {
                continue;
            }

            return column.DataType switch
            {
                FocusDataType.Decimal => ReadNumber(place, source, value),
                FocusDataType.DateTime => ReadMoment(place, source, value),
                _ => ReadText(place, source, value),
            };
        }

        return column.IsRequired ? new(NameOf(place), null, AllowedBy(column)) : null;
    }

    private ImportFault? ReadText(int place, int source, ReadOnlySpan<byte> value)
    {
        var column = ImportedColumns.All[place];
        var text = TextOf(value);
        _row[place] = new(text, null, null);
        return
            (column.AllowedValues.Count > 0 && !column.AllowedValues.Contains(text, StringComparer.Ordinal))
            || (column.Name == ImportedColumns.Currency && !FocusFormats.IsCurrency(value))
            ? new(_columns[source].Name, text, AllowedBy(column))
            : null;
    }

    private ImportFault? ReadNumber(int place, int source, ReadOnlySpan<byte> value)
    {
        if (
            !ExactNumber.TryParse(value, out var number)
            || !number.TryRound(FocusPrice.Decimals, out var rounded, out var isExact)
            || Math.Abs(rounded) >= TooLarge
        )
        {
            return new(_columns[source].Name, TextOf(value), AllowedBy(ImportedColumns.All[place]));
        }

        RoundedNumbers += isExact ? 0 : 1;
        _row[place] = new(null, rounded, null);
        return null;
    }

    private ImportFault? ReadMoment(int place, int source, ReadOnlySpan<byte> value)
    {
        // Source: how BigQuery writes CSV.
        var written = value.EndsWith(" UTC"u8) ? value[..^4] : value;
        if (!MomentText.TryParse(written, out var moment))
        {
            return new(_columns[source].Name, TextOf(value), AllowedBy(ImportedColumns.All[place]));
        }

        _row[place] = new(null, null, moment.ToUniversalTime());
        return null;
    }

    private ImportedTags? TagsOf(string text)
    {
        if (!_known.TryGetValue(text, out var tags))
        {
            if (_known.Count == MostRemembered)
            {
                _known.Clear();
            }

            _known.Add(text, tags = ImportedTags.Read(text));
        }

        return tags;
    }

    private void Complete(int place, string? value)
    {
        if (_row[place].Text is null)
        {
            _row[place] = new(value, null, null);
        }
    }

    /// <summary>The column as the file has it.</summary>
    private string NameOf(int place) => _columns[_places[place][0]].Name;

    private static string AllowedBy(ImportedColumn column) =>
        column switch
        {
            { AllowedValues.Count: > 0 } => string.Join(", ", column.AllowedValues),
            { Name: ImportedColumns.Currency } => "a code of ISO 4217",
            { DataType: FocusDataType.Decimal } => "a number of at most 28 digits, 20 of them before the point",
            { DataType: FocusDataType.DateTime } => "a moment such as 2026-10-01T00:00:00Z",
            _ => "a text",
        };

    private static string TextOf(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);
}
