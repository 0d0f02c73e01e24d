using System.Globalization;
using Permil.Usage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Permil.Pricing;

/// <summary>Reads price books in the form that <c>docs/price-books.md</c> describes.</summary>
public static class PriceBookYaml
{
    /// <summary>Reads a book and makes sure that no instant has two prices for one thing.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">The name for messages.</param>
    /// <exception cref="PriceBookFormatException">The file, the line, what was found and what is allowed.</exception>
    public static PriceBook Read(TextReader text, string file)
    {
        var book = ReadUnchecked(text, file);
        var ambiguity = PriceAmbiguity.In(book).FirstOrDefault();
        return ambiguity is null
            ? book
            : throw new PriceBookFormatException(file, ambiguity.Second.Line, ambiguity.Message);
    }

    /// <summary>Reads a book that may hold ambiguous prices, for a check that wants to list them all.</summary>
    /// <exception cref="PriceBookFormatException">The form is wrong.</exception>
    public static PriceBook ReadUnchecked(TextReader text, string file)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException exception)
        {
            throw new PriceBookFormatException(
                file,
                (int)exception.Start.Line,
                exception.InnerException?.Message ?? exception.Message
            );
        }
        catch (InvalidOperationException)
        {
            // The YAML reader gives up this way on some lines, and does not say which.
            throw new PriceBookFormatException(
                file,
                1,
                "no YAML: look for a bracket that is left open, or indentation"
            );
        }

        if (yaml.Documents.Count != 1)
        {
            throw new PriceBookFormatException(
                file,
                1,
                $"{yaml.Documents.Count} YAML documents; a price book is exactly one"
            );
        }

        var root = YamlEntry.Root(file, yaml.Documents[0].RootNode);
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
