namespace Permil.Storage.Focus;

/// <summary>Texts and names within SQL.</summary>
internal static class SqlText
{
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The path of one file, also where it would be a pattern to DuckDB.</summary>
    public static string File(string path) =>
        Quote(
            path.Replace("[", "[[]", StringComparison.Ordinal)
                .Replace("*", "[*]", StringComparison.Ordinal)
                .Replace("?", "[?]", StringComparison.Ordinal)
        );

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
