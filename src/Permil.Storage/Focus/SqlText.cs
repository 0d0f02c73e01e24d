namespace Permil.Storage.Focus;

/// <summary>Texts and names within SQL.</summary>
internal static class SqlText
{
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
