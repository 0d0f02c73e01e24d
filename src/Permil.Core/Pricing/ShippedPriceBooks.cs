namespace Permil.Pricing;

/// <summary>The price books that come with Permil, the files of <c>pricebooks/</c>.</summary>
public static class ShippedPriceBooks
{
    private const string ResourceFolder = "pricebooks/";

    /// <summary>Reads them all, in the order of their names; side by side, since a program's start waits for it.</summary>
    public static IReadOnlyList<PriceBook> Read()
    {
        var readings = Files().Select(file => Task.Run(() => Read(file))).ToArray();
        return [.. readings.Select(reading => reading.GetAwaiter().GetResult())];
    }

    /// <summary>Their file names, for example <c>together.yaml</c>.</summary>
    public static IEnumerable<string> Files() =>
        typeof(ShippedPriceBooks)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourceFolder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => name[ResourceFolder.Length..]);

    /// <summary>Opens one of them.</summary>
    public static TextReader Open(string file) =>
        new StreamReader(
            typeof(ShippedPriceBooks).Assembly.GetManifestResourceStream(ResourceFolder + file)
                ?? throw new ArgumentException(
                    $"no price book '{file}' is shipped; there are {string.Join(", ", Files())}",
                    nameof(file)
                )
        );

    private static PriceBook Read(string file)
    {
        using var text = Open(file);
        return PriceBookYaml.Read(text, file);
    }
}
