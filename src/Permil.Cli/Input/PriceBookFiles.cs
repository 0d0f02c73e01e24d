using Permil.Pricing;
using Permil.Yaml;

namespace Permil.Cli.Input;

/// <summary>The price books a command works with: the shipped ones and the files the caller names.</summary>
internal static class PriceBookFiles
{
    /// <exception cref="YamlFormatException">A file is no price book.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static PriceCatalog Load(string[]? files, DateOnly? asKnownAt = null) =>
        new([.. ShippedPriceBooks.Read(), .. (files ?? []).Select(Read)], asKnownAt);

    public static PriceBook Read(string file)
    {
        using var text = File.OpenText(file);
        return PriceBookYaml.Read(text, file);
    }
}
