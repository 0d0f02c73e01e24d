namespace Permil.Access;

/// <summary>A written account book that cannot be used. The message names the file, the field, what was found and what is allowed.</summary>
public sealed class AccountBookFormatException : Exception
{
    public AccountBookFormatException(string file, string field, string problem)
        : base(field.Length == 0 ? $"{file}: {problem}" : $"{file}: {field}: {problem}") { }

    public AccountBookFormatException(string message)
        : base(message) { }

    public AccountBookFormatException(string message, Exception innerException)
        : base(message, innerException) { }

    public AccountBookFormatException() { }
}
