using Permil.Focus.Export;

namespace Permil.Storage.Focus;

/// <summary>
/// A file that is written under a temporary name and put in its place when it is whole. One that is there with the same bytes
/// is left as it is.
/// </summary>
internal sealed class FocusIncomingFile<TRow> : IDisposable
{
    private readonly string _file;
    private readonly string _written;
    private readonly IFocusFile<TRow> _output;

    public FocusIncomingFile(string file, FocusFileForm form, IReadOnlyList<FocusField<TRow>> fields, bool isDay)
    {
        _file = file;
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Directory.CreateDirectory(folder);
        _written = Path.Combine(folder, $".{Path.GetFileName(file)}.part");
        _output =
            form == FocusFileForm.Csv
                ? new FocusCsvFile<TRow>(_written, fields)
                : new FocusParquetFile<TRow>(_written, fields, isDay);
    }

    public long Rows { get; private set; }

    /// <inheritdoc cref="IFocusFile{TRow}.Write"/>
    public void Write(TRow row)
    {
        _output.Write(row);
        Rows++;
    }

    /// <inheritdoc cref="IFocusFile{TRow}.Finish"/>
    public void Finish()
    {
        _output.Finish();
        _output.Dispose();
    }

    /// <summary>Puts the finished file in its place.</summary>
    /// <returns>Whether it was there with the same bytes and was left.</returns>
    public bool Place()
    {
        if (File.Exists(_file) && HasSameBytes(_written, _file))
        {
            File.Delete(_written);
            return true;
        }

        File.Move(_written, _file, overwrite: true);
        return false;
    }

    /// <summary>What is not in its place is gone.</summary>
    public void Dispose()
    {
        _output.Dispose();
        File.Delete(_written);
    }

    private static bool HasSameBytes(string one, string other)
    {
        using var first = File.OpenRead(one);
        using var second = File.OpenRead(other);
        if (first.Length != second.Length)
        {
            return false;
        }

        Span<byte> left = new byte[1 << 16];
        Span<byte> right = new byte[1 << 16];
        for (var read = 1; read > 0; )
        {
            read = first.ReadAtLeast(left, left.Length, throwOnEndOfStream: false);
            second.ReadExactly(right[..read]);
            if (!left[..read].SequenceEqual(right[..read]))
            {
                return false;
            }
        }

        return true;
    }
}
