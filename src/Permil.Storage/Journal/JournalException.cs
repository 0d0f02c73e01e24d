namespace Permil.Storage;

/// <summary>What can go wrong with a journal, other than its folder being in use.</summary>
public abstract class JournalException : IOException
{
    private protected JournalException(string message, Exception? cause)
        : base(message, cause) { }
}
