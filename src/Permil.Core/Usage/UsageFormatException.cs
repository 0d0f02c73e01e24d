namespace Permil.Usage;

/// <summary>A record that cannot be read as usage. The message names the field, what was found and what is allowed.</summary>
public sealed class UsageFormatException : Exception
{
    public UsageFormatException(string message)
        : base(message) { }

    public UsageFormatException(string message, Exception innerException)
        : base(message, innerException) { }

    public UsageFormatException() { }
}
