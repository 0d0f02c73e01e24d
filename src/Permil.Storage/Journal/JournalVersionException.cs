namespace Permil.Storage;

/// <summary>The journal was written by a newer program, in a format this one does not know.</summary>
public sealed class JournalVersionException : JournalException
{
    internal JournalVersionException(string folder, string file, uint version, uint known)
        : base(
            $"The journal in {folder} was written by a newer version of permil: {file} has format {version}, this program "
                + $"knows format {known}. Use the newer program, or a folder of its own for this one.",
            cause: null
        )
    {
        File = file;
        Version = version;
    }

    /// <summary>The name of the file, in the journal's folder.</summary>
    public string File { get; }

    public uint Version { get; }
}
