namespace Permil.Storage.Focus;

/// <summary>A file cannot be read as a table; the message says where.</summary>
public sealed class FocusFileException : IOException
{
    public FocusFileException(string message)
        : base(message) { }

    public FocusFileException(string message, Exception innerException)
        : base(message, innerException) { }

    public FocusFileException() { }
}
