namespace Permil.Storage.DuckDb.Interop;

/// <summary>DuckDB refused or failed. The message is DuckDB's own text where it gave one.</summary>
public sealed class DuckDbException : Exception
{
    public DuckDbException(DuckDbErrorType errorType, string message)
        : base(message) => ErrorType = errorType;

    public DuckDbException(DuckDbErrorType errorType, string message, Exception innerException)
        : base(message, innerException) => ErrorType = errorType;

    /// <summary>DuckDB's class of the error; <see cref="DuckDbErrorType.Invalid"/> where DuckDB gave none.</summary>
    public DuckDbErrorType ErrorType { get; }

    /// <summary>For the functions that give a text only: the class is the text's first words.</summary>
    internal static DuckDbException FromText(string text) => new(DuckDbErrorText.TypeOf(text), text);
}
