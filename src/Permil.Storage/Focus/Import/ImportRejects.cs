using Permil.Focus.Import;

namespace Permil.Storage.Focus.Import;

/// <summary>Brings the rows that a reader found bad and those that are no CSV in order, and says their lines.</summary>
internal static class ImportRejects
{
    /// <param name="path">The file.</param>
    /// <param name="file">The same, open.</param>
    /// <param name="faults">By the number of the row among those that are CSV, from 1, in order.</param>
    /// <param name="left">What is no CSV.</param>
    public static IEnumerable<FocusImportReject> Of(
        string path,
        FocusFile file,
        IReadOnlyList<(long Row, ImportFault Fault)> faults,
        IReadOnlyList<CsvReject> left
    )
    {
        using var records = file.Records();
        if (records is null)
        {
            foreach (var (row, fault) in faults)
            {
                yield return new(path, row, fault.Column, fault.ToString());
            }

            yield break;
        }

        records.Next();
        var (good, nextFault, nextLeft) = (0L, 0, 0);
        while ((nextFault < faults.Count || nextLeft < left.Count) && records.Next())
        {
            if (nextLeft < left.Count && left[nextLeft].Position < records.End)
            {
                yield return new(path, records.Line, null, left[nextLeft++].Fault);
            }
            else if (++good == (nextFault < faults.Count ? faults[nextFault].Row : 0))
            {
                var fault = faults[nextFault++].Fault;
                yield return new(path, records.Line, fault.Column, fault.ToString());
            }
        }

        // A quote that is never closed leaves it open where records end: they are told of the last line known.
        foreach (var reject in left.Skip(nextLeft))
        {
            yield return new(path, records.Line, null, reject.Fault);
        }

        foreach (var (_, fault) in faults.Skip(nextFault))
        {
            yield return new(path, records.Line, fault.Column, fault.ToString());
        }
    }
}
