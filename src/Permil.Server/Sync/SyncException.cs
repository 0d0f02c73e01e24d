namespace Permil.Server.Sync;

/// <summary>Why a part of a sync could not be read. The message is for the user and never holds the key.</summary>
public sealed class SyncException : Exception
{
    public SyncException(string message)
        : base(message) { }

    public SyncException(string message, Exception innerException)
        : base(message, innerException) { }

    public SyncException() { }
}
