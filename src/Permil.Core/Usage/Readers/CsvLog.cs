using System.Text.Unicode;
using CsvHelper;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads CSV with a header (RFC 4180; commas, semicolons or tabs). Columns are found by their names through the same
/// <see cref="FieldMap"/> as application log lines, so both forms of a record give the same event.
/// </summary>
internal sealed class CsvLog(string file, ReadOptions options, FieldMap map, IUsageSink sink)
{
    private readonly FieldValues _values = new(options);
    private (LogFieldBinding? Binding, string Name)[] _columns = [];

    public void Read(LineSource lines, CancellationToken cancellationToken)
    {
        var records = new CsvRecordSource(lines, options);
        CsvReaderOptions? form = null;
        while (records.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FaultOf(records) is { } fault)
            {
                sink.Reject(new RejectedLine(file, records.Line, fault));
                continue;
            }

            var isFirst = form is null;
            form ??= new CsvReaderOptions
            {
                HasHeader = false,
                Separator = CsvDelimiter.Of(records.Bytes.Span),
                MalformedData = CsvMalformedDataHandling.Throw,
            };
            if (!TryFields(records, form, out var fields))
            {
                continue;
            }

            var isHeader = false;
            if (isFirst && !TryHeader(fields, records.Line, out isHeader))
            {
                return;
            }

            if (!isHeader)
            {
                ReadRow(fields, records);
            }
        }
    }

    private static string? FaultOf(CsvRecordSource records)
    {
        if (records.Fault is not null || Utf8.IsValid(records.Bytes.Span))
        {
            return records.Fault;
        }

        return $"no UTF-8 at byte {TextFault.FirstInvalidByte(records.Bytes.Span) + 1}";
    }

    /// <summary>Takes one record apart. Each is parsed by itself, so that a bad one cannot spoil the next.</summary>
    private bool TryFields(CsvRecordSource records, CsvReaderOptions form, out string[] fields)
    {
        try
        {
            using var parser = CsvReader.Create(records.Bytes, form);
            fields = parser.Read() ? parser.Current.ToArray() : [];
            return true;
        }
        catch (CsvFormatException exception)
        {
            fields = [];
            sink.Reject(new RejectedLine(file, records.Line, $"no CSV: {exception.Message}"));
            return false;
        }
    }

    /// <summary>Takes the first row as names where they are names, or else the columns the caller numbered.</summary>
    private bool TryHeader(string[] fields, long line, out bool isHeader)
    {
        _columns = new (LogFieldBinding?, string)[fields.Length];
        var known = 0;
        var hasQuantity = false;
        for (var index = 0; index < fields.Length; index++)
        {
            var name = fields[index].Trim();
            LogFieldBinding? binding = map.TryFind(name, out var found) ? found : null;
            known += binding is null ? 0 : 1;
            hasQuantity |= binding is { } one && FieldValues.IsQuantity(one.Field);
            _columns[index] = (binding, name);
        }

        isHeader = hasQuantity || known >= 2;
        foreach (var (column, binding) in map.Columns)
        {
            if (column <= _columns.Length)
            {
                var name = isHeader ? _columns[column - 1].Name : $"column {column}";
                _columns[column - 1] = (binding, name);
            }
        }

        if (isHeader || map.Columns.Count > 0)
        {
            ForgetUnnamed(isHeader);
            return true;
        }

        sink.Reject(
            new RejectedLine(
                file,
                line,
                "CSV without a header: the first line must name the columns (id, time, model, prompt_tokens, ...), found "
                    + $"'{JsonFields.Shorten(string.Join(',', fields), 80)}'; or number them with --map field=COLUMN; nothing was read"
            )
        );
        return false;
    }

    private void ForgetUnnamed(bool isHeader)
    {
        for (var index = 0; index < _columns.Length && !isHeader; index++)
        {
            if (!map.Columns.ContainsKey(index + 1))
            {
                _columns[index] = (null, "");
            }
        }
    }

    private void ReadRow(string[] fields, CsvRecordSource record)
    {
        if (fields.Length == 0 || (fields.Length == 1 && fields[0].Length == 0))
        {
            return;
        }

        if (fields.Length != _columns.Length)
        {
            sink.Reject(
                new RejectedLine(
                    file,
                    record.Line,
                    $"found {fields.Length} columns, allowed: {_columns.Length} as in the first line"
                )
            );
            return;
        }

        UsageEvent usageEvent;
        try
        {
            usageEvent = EventOf(fields, record);
        }
        catch (Exception exception) when (RecordFault.Is(exception))
        {
            sink.Reject(new RejectedLine(file, record.Line, RecordFault.ReasonOf(exception)));
            return;
        }

        sink.Accept(usageEvent);
    }

    private UsageEvent EventOf(string[] fields, CsvRecordSource record)
    {
        _values.Clear();
        for (var index = 0; index < fields.Length; index++)
        {
            if (_columns[index].Binding is { } binding)
            {
                _values.Set(binding, _columns[index].Name, fields[index]);
            }
        }

        var context = new RecordContext(file, record.Line, 0, options) { Content = record.Bytes };
        var draft = new EventDraft(context, AppLogReader.Source);
        _values.AddTo(draft);
        if (!_values.HasQuantity && !draft.HasUsage)
        {
            draft.UnsettledReason = "the record has no usage";
        }

        return draft.Build();
    }
}
