using Permil.Storage.DuckDb.Writing;

namespace Permil.Storage.DuckDb.Importing;

/// <summary>What became of the events that were imported.</summary>
public sealed record ImportSummary
{
    /// <summary>Events that were stored.</summary>
    public long New { get; init; }

    /// <summary>Events that were there before, or twice in the input, and say the same.</summary>
    public long Duplicates { get; init; }

    /// <summary>Events whose (source, id) is there with another content. They are kept aside and do not count.</summary>
    public long Conflicts { get; init; }

    /// <summary>Those of the conflicts that were not known before.</summary>
    public long NewConflicts { get; init; }

    /// <summary>Lines that could not be read.</summary>
    public long Rejected { get; init; }

    /// <summary>What came after an earlier summary of the same import.</summary>
    public ImportSummary Since(ImportSummary earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new ImportSummary
        {
            New = New - earlier.New,
            Duplicates = Duplicates - earlier.Duplicates,
            Conflicts = Conflicts - earlier.Conflicts,
            NewConflicts = NewConflicts - earlier.NewConflicts,
            Rejected = Rejected - earlier.Rejected,
        };
    }

    internal ImportSummary With(BatchOutcome outcome) =>
        this with
        {
            New = New + outcome.New,
            Duplicates = Duplicates + outcome.Duplicates,
            Conflicts = Conflicts + outcome.Conflicts,
            NewConflicts = NewConflicts + outcome.NewConflicts,
        };
}
