using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Permil.Storage.Focus;

/// <summary>The first record of a CSV file.</summary>
internal sealed class CsvHeading
{
    /// <summary>A longer one is taken for no heading.</summary>
    private const int MaxLength = 1 << 20;

    private const string Delimiters = ",;\t|";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly char _delimiter;

    private CsvHeading(IReadOnlyList<string> names, char delimiter)
    {
        Names = names;
        _delimiter = delimiter;
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Where the records of a file of this heading are, itself the first.</summary>
    public CsvRecords Records(string path) => new(path, (byte)_delimiter);

    /// <exception cref="FocusFileException">There is none.</exception>
    public static CsvHeading Read(string path)
    {
        using var file = new BufferedStream(Open(path));
        try
        {
            return Parse(Record(file, path));
        }
        catch (Exception exception) when (exception is DecoderFallbackException or InvalidDataException)
        {
            throw new FocusFileException($"{path}:1: it is neither Parquet nor CSV in UTF-8", exception);
        }
    }

    /// <summary>Columns are c0, c1 and so on there: their own names may differ in the case of letters only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="goesOn">Whether records that are no CSV are left out and kept in <c>reject_errors</c>.</param>
    public string Query(string path, bool goesOn = false)
    {
        var rejects = goesOn ? ", store_rejects = true, rejects_limit = 0" : "";
        var columns = string.Join(", ", Names.Select((_, i) => $"'c{i}': 'VARCHAR'"));
        return $$"""
            SELECT * FROM read_csv({{SqlText.File(path)}}, auto_detect = false, header = true, delim = {{SqlText.Quote(
                _delimiter.ToString()
            )}}, quote = '"', escape = '"', columns = {{{columns}}}, strict_mode = true, null_padding = false,
            max_line_size = 16777216, buffer_size = 67108864{{rejects}})
            """;
    }

    /// <summary>How many values a record has.</summary>
    public int CountOf(string record) => Split(record, _delimiter).Count;

    /// <summary>The file as it is unpacked.</summary>
    public static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
    }

    private static string Record(BufferedStream file, string path)
    {
        var record = new List<byte>();
        var isQuoted = false;
        while (file.ReadByte() is var letter and >= 0 && (isQuoted || letter is not ('\n' or '\r')))
        {
            isQuoted ^= letter == '"';
            record.Add((byte)letter);
            if (record.Count > MaxLength)
            {
                throw new FocusFileException($"{path}:1: it has no heading within {MaxLength} bytes");
            }
        }

        var text = Utf8.GetString(CollectionsMarshal.AsSpan(record)).TrimStart('\uFEFF');
        return text.Length == 0 ? throw new FocusFileException($"{path}:1: it has no heading")
            : text.Contains('\0', StringComparison.Ordinal) ? throw new InvalidDataException("a NUL is in no heading")
            : text;
    }

    private static CsvHeading Parse(string record)
    {
        var delimiter = Delimiters.MaxBy(known => Split(record, known).Count);
        return new(Split(record, delimiter), delimiter);
    }

    private static List<string> Split(string record, char delimiter)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < record.Length; i++)
        {
            if (record[i] == '"' && isQuoted && i + 1 < record.Length && record[i + 1] == '"')
            {
                name.Append('"');
                i++;
            }
            else if (record[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (record[i] == delimiter && !isQuoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(record[i]);
            }
        }

        names.Add(name.ToString());
        return names;
    }
}
