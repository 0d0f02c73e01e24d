namespace Permil.Pricing;

/// <summary>A price book that cannot be used. The message names file, line, what was found and what is allowed.</summary>
public sealed class PriceBookFormatException : Exception
{
    public PriceBookFormatException(string file, int line, string message)
        : base($"{file}:{line}: {message}") { }

    public PriceBookFormatException(string message)
        : base(message) { }

    public PriceBookFormatException(string message, Exception innerException)
        : base(message, innerException) { }

    public PriceBookFormatException() { }
}
