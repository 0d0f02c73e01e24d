using System.Text.Json;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>Names with values as one text, always the same for the same pairs; <see langword="null"/> for none.</summary>
internal static class TextPairs
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>(
        StringComparer.Ordinal
    );

    public static string? Write(IReadOnlyDictionary<string, string> pairs) =>
        pairs.Count == 0
            ? null
            : JsonSerializer.Serialize(
                new SortedDictionary<string, string>(pairs.ToDictionary(), StringComparer.Ordinal)
            );

    public static IReadOnlyDictionary<string, string> Read(string? text) =>
        string.IsNullOrEmpty(text)
            ? None
            : new SortedDictionary<string, string>(
                JsonSerializer.Deserialize<Dictionary<string, string>>(text)!,
                StringComparer.Ordinal
            );
}
