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
        var keys = new List<GroupKey>();
        foreach (
            var text in result
                .GetValue(option)!
                .SelectMany(text =>
                    text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                )
        )
        {
            var key =
                GroupKey.Parse(text)
                ?? throw new UsageException($"{option.Name}: found '{text}', allowed: {GroupKey.Allowed}");
            if (keys.Find(other => other.Dimension == key.Dimension && other.Tag == key.Tag) is { } same)
            {
                throw new UsageException($"{option.Name}: '{same.Name}' and '{key.Name}' are the same");
            }

            keys.Add(key);
        }

        return keys;
    }
}
