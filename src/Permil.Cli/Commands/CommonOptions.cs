using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Json;
using Permil.Rating;

namespace Permil.Cli.Commands;

/// <summary>Options that several commands share, each made new for the command that takes it.</summary>
internal static class CommonOptions
{
    public static Option<OutputFormat> Format() =>
        new("--format")
        {
            Description = "How to print: table (the default), json, csv or markdown",
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

    /// <summary>The format of what is no table: text for people, or JSON.</summary>
    public static Option<OutputFormat> ExplanationFormat() =>
        new("--format")
        {
            Description = "How to print: table (text for people) or json",
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (
                    EnumName.TryParse<OutputFormat>(text, out var format)
                    && format is OutputFormat.Table or OutputFormat.Json
                )
                {
                    return format;
                }

                result.AddError($"--format: found '{text}', allowed for an explanation: table, json");
                return default;
            },
            HelpName = "table|json",
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

    public static Option<string?> Data() =>
        new("--data")
        {
            Description = $"The folder of the store; without it {StoreFolder.Variable} or the user's data folder",
            HelpName = "DIR",
        };

    public static Option<string[]> Filter() =>
        new("--filter", "--where")
        {
            Description =
                $"Only usage with these values: tenant=acme,model=x; several values of a key mean any of them, tenant= means none. Keys: {UsageFilter.Allowed}",
            HelpName = "KEY=VALUE",
        };

    public static Option<string?> Allocation() =>
        new("--allocation")
        {
            Description =
                $"Rules that say whose usage is (docs/allocation.md); without it {StoreFolder.AllocationName} in the store's folder, if it is there",
            HelpName = "FILE",
        };

    public static Option<int> Top()
    {
        var top = new Option<int>("--top")
        {
            Description = "How many groups a table shows",
            DefaultValueFactory = _ => 30,
            HelpName = "N",
        };
        top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--top: allowed: a number of 1 or more");
            }
        });
        return top;
    }
}
