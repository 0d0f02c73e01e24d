using System.Globalization;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Pricing;

/// <summary>Reads price books in the form that <c>docs/price-books.md</c> describes.</summary>
public static class PriceBookYaml
{
    /// <summary>Reads a book and makes sure that no instant has two prices for one thing.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">The name for messages.</param>
    /// <exception cref="YamlFormatException">The file, the line, what was found and what is allowed.</exception>
    public static PriceBook Read(TextReader text, string file)
    {
        var book = ReadUnchecked(text, file);
        var ambiguity = PriceAmbiguity.In(book).FirstOrDefault();
        return ambiguity is null ? book : throw new YamlFormatException(file, ambiguity.Second.Line, ambiguity.Message);
    }

    /// <summary>Reads a book that may hold ambiguous prices, for a check that wants to list them all.</summary>
    /// <exception cref="YamlFormatException">The form is wrong.</exception>
    public static PriceBook ReadUnchecked(TextReader text, string file)
    {
        var root = YamlEntry.Load(text, file, "a price book");
        root.AllowOnly(
            "provider",
            "name",
            "currency",
            "aliases",
            "model-prefixes",
            "model-suffixes",
            "cached-tokens",
            "billed-as",
            "falls-back",
            "meters",
            "sources",
            "models",
            "classes",
            "prices"
        );
        return new PriceBookReader(file, root).Read();
    }
}
