using System.IO.Compression;
using System.Text;

namespace Permil.Storage.Focus;

/// <summary>The first record of a CSV file.</summary>
internal sealed class CsvHeading
{
    /// <summary>A longer one is taken for no heading.</summary>
    private const int MaxLength = 1 << 20;

    private const string Delimiters = ",;\t|";

    private readonly char _delimiter;

    private CsvHeading(IReadOnlyList<string> names, char delimiter)
    {
        Names = names;
        _delimiter = delimiter;
    }

    public IReadOnlyList<string> Names { get; }

    /// <exception cref="FocusFileException">There is none.</exception>
    public static CsvHeading Read(string path)
    {
        using var file = File.OpenRead(path);
        using var content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : (Stream)file;
        using var text = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            return Parse(Record(text, path));
        }
        catch (Exception exception) when (exception is DecoderFallbackException or InvalidDataException)
        {
            throw new FocusFileException($"{path}:1: it is neither Parquet nor CSV in UTF-8", exception);
        }
    }

    /// <summary>Columns are c0, c1 and so on there: their own names may differ in the case of letters only.</summary>
    public string Query(string path)
    {
        var columns = string.Join(", ", Names.Select((_, i) => $"'c{i}': 'VARCHAR'"));
        return $$"""
            SELECT * FROM read_csv({{SqlText.Quote(path)}}, auto_detect = false, header = true, delim = {{SqlText.Quote(
                _delimiter.ToString()
            )}}, quote = '"', escape = '"', columns = {{{columns}}}, strict_mode = true, null_padding = false,
            max_line_size = 16777216, buffer_size = 67108864)
            """;
    }

    private static string Record(StreamReader text, string path)
    {
        var record = new StringBuilder();
        var isQuoted = false;
        while (text.Read() is var letter and >= 0 && (isQuoted || letter is not ('\n' or '\r')))
        {
            isQuoted ^= letter == '"';
            record.Append((char)letter);
            if (record.Length > MaxLength)
            {
                throw new FocusFileException($"{path}:1: it has no heading within {MaxLength} characters");
            }
        }

        return record.Length > 0 ? record.ToString() : throw new FocusFileException($"{path}:1: it has no heading");
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
