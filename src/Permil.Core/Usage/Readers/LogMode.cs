namespace Permil.Usage.Readers;

/// <summary>Reads the mode a record names.</summary>
internal static class LogMode
{
    /// <exception cref="UsageFormatException">No mode has the name.</exception>
    public static Mode Parse(string field, string text) =>
        ModeName.TryParse(text, out var mode)
            ? mode
            : throw new UsageFormatException(
                $"{field}: found '{JsonFields.Shorten(text)}', allowed: {string.Join(", ", ModeName.All)}"
            );
}
