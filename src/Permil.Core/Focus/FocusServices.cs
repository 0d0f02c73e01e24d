namespace Permil.Focus;

/// <summary>What kinds of service there are, and which kind is part of which.</summary>
public static class FocusServices
{
    private static readonly Lazy<Dictionary<string, string>> Parents = new(Read);

    /// <summary>All values of <c>ServiceSubcategory</c>.</summary>
    public static IReadOnlyList<string> Subcategories => [.. Parents.Value.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The <c>ServiceCategory</c> that a subcategory is part of; <see langword="null"/>: there is no such subcategory.</summary>
    public static string? CategoryOf(string subcategory) => Parents.Value.GetValueOrDefault(subcategory);

    private static Dictionary<string, string> Read()
    {
        using var text = FocusColumnFile.Open("service-subcategories.tsv");
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        text.ReadLine();
        while (text.ReadLine() is { Length: > 0 } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            parents.Add(line[..tab], line[(tab + 1)..]);
        }

        return parents;
    }
}
