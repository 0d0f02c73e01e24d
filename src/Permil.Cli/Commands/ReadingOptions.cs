using System.CommandLine;
using Permil.Pricing;
using Permil.Usage.Readers;

namespace Permil.Cli.Commands;

/// <summary>How usage logs are read, for every command that reads them.</summary>
internal sealed class ReadingOptions
{
    public static Argument<string[]> Files() =>
        new("FILES")
        {
            Description =
                "Usage logs: files, folders, patterns with * and **, or - for standard input; gzip is read as it is",
            Arity = ArgumentArity.OneOrMore,
        };

    public Option<string?> InputFormat { get; } =
        new("--input-format")
        {
            Description = "Read only this format instead of detecting it; docs/usage-logs.md lists them",
            HelpName = "FORMAT",
        };

    public Option<string[]> Map { get; } =
        new("--map")
        {
            Description = "Where a log of another shape has a field: field=path.to.it, or a CSV column (repeatable)",
            HelpName = "FIELD=PATH",
        };

    public Option<string[]> Set { get; } = Defaults("provider=together");

    /// <param name="example">What one looks like.</param>
    public static Option<string[]> Defaults(string example) =>
        new("--set")
        {
            Description = $"A value for events that do not have the field themselves: {example} (repeatable)",
            HelpName = "FIELD=VALUE",
        };

    /// <param name="result">The command line.</param>
    /// <param name="catalog">Knows which models count cached tokens inside their input.</param>
    /// <param name="defaultTime">The time of records that carry none; <see langword="null"/> rejects them.</param>
    /// <exception cref="UsageException">An unknown format or field.</exception>
    public ReadOptions Of(ParseResult result, PriceCatalog catalog, DateTimeOffset? defaultTime) =>
        new()
        {
            DefaultTime = defaultTime,
            Format = FormatOf(result.GetValue(InputFormat)),
            Map = Pairs(Map.Name, result.GetValue(Map)),
            Defaults = Pairs(Set.Name, result.GetValue(Set)),
            CachedInsideInput = catalog.CachedInsideInput,
        };

    /// <summary>Makes a reader, which refuses a default or mapping that no record could have.</summary>
    /// <param name="create">Makes it.</param>
    /// <param name="options">The options that it may complain about.</param>
    public static T Check<T>(Func<T> create, string options = "--set or --map")
    {
        try
        {
            return create();
        }
        catch (ArgumentException exception)
        {
            var message = exception.Message.Split(" (Parameter ", 2)[0];
            throw new UsageException($"{options}: {message}", exception);
        }
    }

    /// <summary>What an option sets fields to.</summary>
    /// <exception cref="UsageException">A text names no field.</exception>
    public static Dictionary<string, string> Pairs(string option, string[]? texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? text[..equals] : "";
            if (!LogFieldName.TryParse(name, out _, out _))
            {
                throw new UsageException(
                    $"{option}: found '{text}', allowed: FIELD=VALUE with a field of {LogFieldName.Allowed}"
                );
            }

            pairs[name] = text[(equals + 1)..];
        }

        return pairs;
    }

    private static string? FormatOf(string? name)
    {
        if (name is null || UsageLog.Formats.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return name;
        }

        throw new UsageException($"--input-format: found '{name}', allowed: {string.Join(", ", UsageLog.Formats)}");
    }
}
