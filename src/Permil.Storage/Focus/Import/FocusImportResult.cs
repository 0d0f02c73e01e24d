namespace Permil.Storage.Focus.Import;

/// <summary>What an import did.</summary>
public sealed record FocusImportResult
{
    /// <summary>Rows of the files, those that were rejected included.</summary>
    public required long Read { get; init; }

    public required long Rejected { get; init; }

    /// <summary>The first of the rejected rows.</summary>
    public required IReadOnlyList<FocusImportReject> Rejects { get; init; }

    /// <summary>Numbers that had more decimals than are kept and were rounded to them.</summary>
    public required long RoundedNumbers { get; init; }

    /// <summary>Files with a heading and nothing below it.</summary>
    public IReadOnlyList<string> FilesWithoutRows { get; init; } = [];

    /// <summary>In the order of provider, account and month.</summary>
    public required IReadOnlyList<FocusImportedPart> Parts { get; init; }
}
