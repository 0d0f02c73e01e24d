namespace Permil.Access;

/// <summary>A change of the account book that makes no sense as the book stands. Nothing was changed.</summary>
public sealed class ChangeRefusedException : Exception
{
    /// <param name="kind">What is wrong.</param>
    /// <param name="field">Which part of the wish, in camelCase.</param>
    /// <param name="problem">What was found and what is allowed.</param>
    public ChangeRefusedException(ChangeProblem kind, string field, string problem)
        : base(problem)
    {
        Kind = kind;
        Field = field;
    }

    public ChangeRefusedException(string message)
        : base(message) { }

    public ChangeRefusedException(string message, Exception innerException)
        : base(message, innerException) { }

    public ChangeRefusedException() { }

    public ChangeProblem Kind { get; }

    /// <summary>Which part of the wish, in camelCase.</summary>
    public string Field { get; } = "";
}
