namespace Permil.Server.Alerts;

/// <summary>Alerts cannot work as they are set up, or their file cannot be read.</summary>
public sealed class AlertException : Exception
{
    internal AlertException(string message, Exception? cause = null)
        : base(message, cause) { }
}
