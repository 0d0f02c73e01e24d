namespace Permil.Cli.Commands;

/// <summary>The caller wants a command to stop.</summary>
internal sealed class InterruptedException : Exception
{
    public InterruptedException(string message)
        : base(message) { }

    public InterruptedException(string message, Exception innerException)
        : base(message, innerException) { }

    public InterruptedException()
        : base("interrupted") { }
}
