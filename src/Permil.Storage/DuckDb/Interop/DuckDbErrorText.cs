namespace Permil.Storage.DuckDb.Interop;

/// <summary>Reads the class of an error from its text, <c>Binder Error: ...</c>, where DuckDB gives the text only.</summary>
internal static class DuckDbErrorText
{
    public static DuckDbErrorType TypeOf(string text)
    {
        var end = text.IndexOf(" Error: ", StringComparison.Ordinal);
        if (end < 0)
        {
            return DuckDbErrorType.Invalid;
        }

        // Two classes are printed under other names; of the rest, spaces and case differ.
        var name = text[..end].Replace(" ", "", StringComparison.Ordinal);
        return name switch
        {
            "TransactionContext" => DuckDbErrorType.Transaction,
            "ExtensionAutoloading" => DuckDbErrorType.Autoload,
            _ => name.All(char.IsAsciiLetter)
            && Enum.TryParse<DuckDbErrorType>(name, ignoreCase: true, out var type)
            && Enum.IsDefined(type)
                ? type
                : DuckDbErrorType.Invalid,
        };
    }
}
