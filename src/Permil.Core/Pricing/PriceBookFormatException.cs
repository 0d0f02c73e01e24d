namespace Permil.Pricing;

/// <summary>A price book or scenario that cannot be used. The message names file, line, what was found and what is allowed.</summary>
public sealed class PriceBookFormatException : Exception
{
    public PriceBookFormatException(string file, int line, string problem)
        : base($"{file}:{line}: {problem}")
    {
        Line = line;
        Problem = problem;
    }

    public PriceBookFormatException(string message)
        : base(message) => Problem = message;

    public PriceBookFormatException(string message, Exception innerException)
        : base(message, innerException) => Problem = message;

    public PriceBookFormatException() { }

    /// <summary>From 1; 0 when the problem is not at one line.</summary>
    public int Line { get; }

    /// <summary>The message without file and line.</summary>
    public string Problem { get; } = "";
}
