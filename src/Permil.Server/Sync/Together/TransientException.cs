namespace Permil.Server.Sync.Together;

/// <summary>An attempt that failed and may succeed later.</summary>
internal sealed class TransientException(string message, TimeSpan? retryAfter, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>How long the service asks to wait; <see langword="null"/> when it does not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
