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
    private const string Csv = "csv";
    private const string Parquet = "parquet";

    public string Path { get; } = path;

    public bool IsFile { get; } = isFile;

    public FocusFileForm Form { get; } = form;

    private string Extension => Form == FocusFileForm.Csv ? Csv : Parquet;

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

        return
            File.Exists(System.IO.Path.ChangeExtension(whole, Csv))
            || File.Exists(System.IO.Path.ChangeExtension(whole, Parquet))
            ? throw new IOException($"{period}: holds the whole month; single days beside it would count twice")
            : System.IO.Path.Combine(period, $"{DayKey}={day:yyyy-MM-dd}", $"data.{Extension}");
    }

    /// <summary>Where what describes the data goes.</summary>
    public string MetadataFile => IsFile ? Path + ".metadata.json" : System.IO.Path.Combine(Path, "metadata.json");

    /// <summary>Checks that a month, or days of it, can be written: nothing is written when one of several cannot.</summary>
    /// <inheritdoc cref="FileOf" path="/exception"/>
    public void Check(BillingMonth month, IReadOnlyList<DateOnly>? days)
    {
        foreach (var dataset in Enum.GetValues<FocusDataset>())
        {
            if (days is null || dataset != FocusDataset.CostAndUsage)
            {
                _ = FileOf(dataset, month, day: null);
            }
            else
            {
                // What is in the way of one day is in the way of all.
                _ = FileOf(dataset, month, days.First());
            }
        }
    }

    /// <summary>Takes away a dataset's file of a month that has no rows any more, whatever its form.</summary>
    /// <returns>The file, where there was one.</returns>
    internal string? Remove(FocusDataset dataset, BillingMonth month)
    {
        var file = FileOf(dataset, month, day: null);
        var other = RemoveOtherForm(file);
        if (!File.Exists(file) && other is null)
        {
            return null;
        }

        File.Delete(file);
        var folder = System.IO.Path.GetDirectoryName(file)!;
        if (!IsFile && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }

        return other ?? file;
    }

    /// <summary>Takes away the same period in the other form, which would count twice beside a file of a folder.</summary>
    /// <returns>The file, where there was one.</returns>
    internal string? RemoveOtherForm(string file)
    {
        var other = System.IO.Path.ChangeExtension(file, Form == FocusFileForm.Csv ? Parquet : Csv);
        if (IsFile || !File.Exists(other))
        {
            return null;
        }

        File.Delete(other);
        return other;
    }

    /// <summary>Begins a file, which is in its place once it is placed.</summary>
    /// <param name="file">Its place.</param>
    /// <param name="fields">Its columns.</param>
    /// <param name="isDay">Whether it is one of several that are open at once.</param>
    internal FocusIncomingFile<TRow> Open<TRow>(string file, IReadOnlyList<FocusField<TRow>> fields, bool isDay) =>
        new(file, Form, fields, isDay);

    /// <summary>Writes a file and puts it in its place.</summary>
    /// <returns>How many rows it has, and whether it was there with the same bytes and was left.</returns>
    internal (long Rows, bool IsUnchanged) Write<TRow>(
        string file,
        IReadOnlyList<FocusField<TRow>> fields,
        IEnumerable<TRow> rows
    )
    {
        using var output = Open(file, fields, isDay: false);
        foreach (var row in rows)
        {
            output.Write(row);
        }

        output.Finish();
        return (output.Rows, output.Place());
    }
}
