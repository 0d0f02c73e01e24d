namespace Permil.Server.Alerts;

/// <summary>A webhook did not take an alert.</summary>
internal sealed class WebhookException(string message, TimeSpan? retryAfter, bool isFinal, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>How long the receiver asks to wait.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Whether the receiver wants no more of it.</summary>
    public bool IsFinal => isFinal;
}
