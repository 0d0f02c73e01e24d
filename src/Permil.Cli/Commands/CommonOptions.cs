using System.CommandLine;
using Permil.Cli.Output;

namespace Permil.Cli.Commands;

/// <summary>Options that several commands share, each made new for the command that takes it.</summary>
internal static class CommonOptions
{
    public static Option<OutputFormat> Format() =>
        new("--format")
        {
            Description = "How to print: table, json, csv or markdown",
            DefaultValueFactory = _ => OutputFormat.Table,
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (Enum.TryParse<OutputFormat>(text, ignoreCase: true, out var format) && !char.IsAsciiDigit(text[0]))
                {
                    return format;
                }

                result.AddError($"--format: found '{text}', allowed: table, json, csv, markdown");
                return default;
            },
            HelpName = "table|json|csv|markdown",
        };

    public static Option<string[]> PriceBooks() =>
        new("--price-book")
        {
            Description =
                "A price book beside the shipped ones; it takes the place of the one for the same provider (repeatable)",
            HelpName = "FILE",
        };

    public static Option<DateOnly?> AsKnownAt() =>
        new("--as-known-at")
        {
            Description = "Use only prices that were known at the end of this day",
            HelpName = "DAY",
            CustomParser = result => DayText.Parse(result),
        };
}
