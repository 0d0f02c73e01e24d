using Permil.Billing;
using Permil.Focus;
using Permil.Focus.Export;

namespace Permil.Storage.Focus;

/// <summary>Where exported data goes: a folder with a part for each period, or one file.</summary>
/// <param name="path">A folder; a file where <paramref name="isFile"/>.</param>
/// <param name="form">The form of the data.</param>
/// <param name="isFile">Whether all rows go to one file.</param>
public sealed class FocusTarget(string path, FocusFileForm form, bool isFile)
{
    private const string MonthKey = "billing_period";
    private const string DayKey = "charge_date";

    public string Path { get; } = path;

    public bool IsFile { get; } = isFile;

    public FocusFileForm Form { get; } = form;

    private string Extension => Form == FocusFileForm.Csv ? "csv" : "parquet";

    /// <summary>The file of a period's rows.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="month">The billing period.</param>
    /// <param name="day">One day of it; <see langword="null"/>: all of it.</param>
    /// <exception cref="IOException">The period is there by days already and is asked for as a whole, or the other way round.</exception>
    public string FileOf(FocusDataset dataset, BillingMonth month, DateOnly? day)
    {
        if (IsFile)
        {
            return dataset == FocusDataset.CostAndUsage
                ? Path
                : System.IO.Path.ChangeExtension(Path, $"{dataset}.{Extension}");
        }

        var period = System.IO.Path.Combine(Path, dataset.ToString(), $"{MonthKey}={month}");
        var days = Directory.Exists(period)
            ? Directory.EnumerateDirectories(period, $"{DayKey}=*").FirstOrDefault()
            : null;
        var whole = System.IO.Path.Combine(period, $"data.{Extension}");
        if (day is null)
        {
            return days is null
                ? whole
                : throw new IOException($"{period}: holds single days; a whole month beside them would count twice");
        }

        return File.Exists(whole)
            ? throw new IOException($"{period}: holds the whole month; single days beside it would count twice")
            : System.IO.Path.Combine(period, $"{DayKey}={day:yyyy-MM-dd}", $"data.{Extension}");
    }

    /// <summary>Where what describes the data goes.</summary>
    public string MetadataFile => IsFile ? Path + ".metadata.json" : System.IO.Path.Combine(Path, "metadata.json");

    /// <summary>Takes away a dataset's file of a month that has no rows any more.</summary>
    /// <returns>The file, where there was one.</returns>
    internal string? Remove(FocusDataset dataset, BillingMonth month)
    {
        var file = FileOf(dataset, month, day: null);
        if (!File.Exists(file))
        {
            return null;
        }

        File.Delete(file);
        var folder = System.IO.Path.GetDirectoryName(file)!;
        if (!IsFile && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }

        return file;
    }

    /// <summary>
    /// Writes a file under a temporary name and puts it in its place when it is whole. One that is there with the same bytes
    /// is left as it is.
    /// </summary>
    /// <returns>How many rows it has, and whether it was left.</returns>
    internal (long Rows, bool IsUnchanged) Write<TRow>(
        string file,
        IReadOnlyList<FocusField<TRow>> fields,
        IEnumerable<TRow> rows
    )
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        Directory.CreateDirectory(folder);
        var written = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(file)}.part");
        var count = 0L;
        try
        {
            using (
                IFocusFile<TRow> output =
                    Form == FocusFileForm.Csv
                        ? new FocusCsvFile<TRow>(written, fields)
                        : new FocusParquetFile<TRow>(written, fields)
            )
            {
                foreach (var row in rows)
                {
                    output.Write(row);
                    count++;
                }

                output.Finish();
            }

            if (File.Exists(file) && HasSameBytes(written, file))
            {
                File.Delete(written);
                return (count, IsUnchanged: true);
            }

            File.Move(written, file, overwrite: true);
            return (count, IsUnchanged: false);
        }
        catch
        {
            File.Delete(written);
            throw;
        }
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
