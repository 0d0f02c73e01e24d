namespace Permil.Usage;

/// <summary>A piece of input that could not be read; the rest of the input still counts.</summary>
/// <param name="File">The file as the caller named it; <c>-</c> is standard input.</param>
/// <param name="Line">Counted from 1; where a record spans lines, its first.</param>
/// <param name="Reason">The field, what was found and what is allowed.</param>
public sealed record RejectedLine(string File, long Line, string Reason)
{
    /// <summary>How the reason begins where the line holds several records: the number of the record follows.</summary>
    public const string RecordPrefix = "record ";
}
