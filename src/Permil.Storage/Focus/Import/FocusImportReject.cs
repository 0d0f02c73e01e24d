namespace Permil.Storage.Focus.Import;

/// <summary>A row that was not imported.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Its line in CSV, from 1; in Parquet its row.</param>
/// <param name="Column">The column at fault; <see langword="null"/>: the line as a whole.</param>
/// <param name="Fault">What was found and what is allowed.</param>
public sealed record FocusImportReject(string File, long Line, string? Column, string Fault)
{
    public override string ToString() => $"{File}:{Line}: {Fault}";
}
