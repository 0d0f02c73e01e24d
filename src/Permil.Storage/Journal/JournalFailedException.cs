namespace Permil.Storage;

/// <summary>The journal could not be opened, or has stopped because a write or a flush failed.</summary>
/// <remarks>
/// What was waiting to be acknowledged may be on the disk or not. Only opening the journal again tells, and goes on.
/// </remarks>
public sealed class JournalFailedException : JournalException
{
    internal JournalFailedException(string message, Exception? cause)
        : base(message, cause) { }
}
