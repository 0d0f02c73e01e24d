using System.CommandLine;
using Permil.Rating;

namespace Permil.Cli.Commands;

/// <summary><c>--by model,tenant</c>: what to group by.</summary>
internal static class GroupingOption
{
    /// <param name="name">The option.</param>
    /// <param name="aliases">Its other names.</param>
    public static Option<string[]> Create(string name, params string[] aliases) =>
        new(name, aliases)
        {
            Description = $"What to group by, with commas: {GroupKey.Allowed}",
            HelpName = "KEYS",
            DefaultValueFactory = _ => ["model"],
            AllowMultipleArgumentsPerToken = true,
        };

    /// <exception cref="UsageException">A text names no dimension, or two name the same.</exception>
    public static IReadOnlyList<GroupKey> KeysOf(ParseResult result, Option<string[]> option)
    {
        try
        {
            return GroupKey.ParseAll(result.GetValue(option)!);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{option.Name}: {exception.Message}", exception);
        }
    }
}
