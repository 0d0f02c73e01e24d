namespace Permil.Yaml;

/// <summary>
/// A file written by hand (a price book, a scenario, allocation rules) that cannot be used. The message names file, line, what was
/// found and what is allowed.
/// </summary>
public sealed class YamlFormatException : Exception
{
    public YamlFormatException(string file, int line, string problem)
        : base($"{file}:{line}: {problem}")
    {
        Line = line;
        Problem = problem;
    }

    public YamlFormatException(string message)
        : base(message) => Problem = message;

    public YamlFormatException(string message, Exception innerException)
        : base(message, innerException) => Problem = message;

    public YamlFormatException() { }

    /// <summary>From 1; 0 when the problem is not at one line.</summary>
    public int Line { get; }

    /// <summary>The message without file and line.</summary>
    public string Problem { get; } = "";
}
