namespace Permil.Cli.Commands;

/// <summary>The command line asks for something that makes no sense; the message says what is allowed.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(message) { }

    public UsageException(string message, Exception innerException)
        : base(message, innerException) { }

    public UsageException() { }
}
