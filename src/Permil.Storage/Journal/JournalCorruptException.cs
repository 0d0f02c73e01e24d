namespace Permil.Storage;

/// <summary>What the journal holds is not what was written to it: records are damaged or missing.</summary>
public sealed class JournalCorruptException : JournalException
{
    internal JournalCorruptException(string folder, string file, long offset, string found)
        : base($"The journal in {folder} is damaged: {file}, offset {offset}: {found}", cause: null)
    {
        File = file;
        Offset = offset;
    }

    /// <summary>The name of the file, in the journal's folder.</summary>
    public string File { get; }

    /// <summary>Where in the file, in bytes; 0 when the whole file is meant.</summary>
    public long Offset { get; }
}
