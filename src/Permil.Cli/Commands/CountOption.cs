using System.CommandLine;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary>Options that are numbers of 0 or more; 2M is two million.</summary>
internal static class CountOption
{
    public static Option<decimal?> Create(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (CountText.TryParse(text, out var count))
                {
                    return count;
                }

                result.AddError($"{name}: found '{text}', allowed: a number of 0 or more, as in 3000 or 2M");
                return null;
            },
        };
}
