namespace Permil.Storage.Files;

/// <summary>A folder of the store is held by another process, or a second time by this one.</summary>
public sealed class StoreInUseException : IOException
{
    internal StoreInUseException(string folder, int? processId, Exception cause)
        : base(
            processId is { } id
                ? $"{folder} is in use by process {id}: only one process at a time may write to it."
                : $"{folder} is in use by another process: only one process at a time may write to it.",
            cause
        )
    {
        Folder = folder;
        ProcessId = processId;
    }

    public string Folder { get; }

    /// <summary>The process that holds it; null when it could not be read.</summary>
    public int? ProcessId { get; }
}
