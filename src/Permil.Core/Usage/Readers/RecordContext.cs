namespace Permil.Usage.Readers;

/// <summary>Where a record stands and what to assume where it is silent.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">The record's line, from 1.</param>
/// <param name="Index">The record's place within the line or document, from 0.</param>
/// <param name="Options">The caller's wishes.</param>
public sealed record RecordContext(string File, long Line, int Index, ReadOptions Options)
{
    /// <summary>A name for a record that has none: the same file read again gives the same name.</summary>
    public string DerivedId => $"{System.IO.Path.GetFileName(File)}:{Line}:{Index}";
}
