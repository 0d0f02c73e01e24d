using System.Buffers;
using System.Text;
using Permil.Focus.Export;
using Permil.Rating;

namespace Permil.Storage.Focus;

/// <summary>Writes rows as CSV: UTF-8 without a mark, lines end with CR LF, null is an empty cell.</summary>
internal sealed class FocusCsvFile<TRow> : IFocusFile<TRow>
{
    private const int BufferBytes = 1 << 16;

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private readonly IReadOnlyList<FocusField<TRow>> _fields;
    private readonly FileStream _file;
    private readonly StreamWriter _text;

    public FocusCsvFile(string path, IReadOnlyList<FocusField<TRow>> fields)
    {
        _fields = fields;
        _file = File.Create(path);
        _text = new StreamWriter(_file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes);
        for (var i = 0; i < fields.Count; i++)
        {
            Write(i, fields[i].Name);
        }

        EndLine();
    }

    public void Write(TRow row)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            var field = _fields[i];
            if (field.Number is { } number)
            {
                Separate(i);
                if (number(row) is { } value)
                {
                    // The same numbers as in Parquet, or none.
                    _ = FocusDecimal.Units(value, field.Name);
                    _text.Write(DecimalText.Of(value));
                }
            }
            else
            {
                Write(i, field.Shown(row));
            }
        }

        EndLine();
    }

    public void Finish()
    {
        _text.Flush();
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _text.Dispose();

    private void Write(int place, string? text)
    {
        Separate(place);
        if (text is null)
        {
            return;
        }

        if (text.AsSpan().ContainsAny(Quoted))
        {
            _text.Write('"');
            _text.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            _text.Write('"');
        }
        else
        {
            _text.Write(text);
        }
    }

    private void Separate(int place)
    {
        if (place > 0)
        {
            _text.Write(',');
        }
    }

    private void EndLine() => _text.Write("\r\n");
}
