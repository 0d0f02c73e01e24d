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
        Format(
            "How to print: table (the default), json, csv or markdown",
            "allowed",
            OutputFormat.Table,
            OutputFormat.Json,
            OutputFormat.Csv,
            OutputFormat.Markdown
        );

    /// <summary>The format of what is no table: text for people, or JSON.</summary>
    public static Option<OutputFormat> ExplanationFormat() =>
        Format(
            "How to print: table (text for people) or json",
            "allowed for an explanation",
            OutputFormat.Table,
            OutputFormat.Json
        );

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

    private static Option<OutputFormat> Format(string description, string allowed, params OutputFormat[] formats)
    {
        var names = formats.Select(EnumName.Of).ToList();
        return new("--format")
        {
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                var place = names.FindIndex(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
                if (place >= 0)
                {
                    return formats[place];
                }

                result.AddError($"--format: found '{text}', {allowed}: {string.Join(", ", names)}");
                return default;
            },
            HelpName = string.Join('|', names),
        };
    }
}
