using System.CommandLine;
using Permil.Json;

namespace Permil.Cli.Commands;

/// <summary>Options that take one of a few words.</summary>
internal static class NameOption
{
    /// <param name="name">The option.</param>
    /// <param name="description">What it says.</param>
    /// <param name="whenNotGiven">Its value then; <see langword="null"/>: it has none.</param>
    public static Option<T?> Create<T>(string name, string description, T? whenNotGiven = null)
        where T : struct, Enum =>
        new(name)
        {
            Description = description,
            HelpName = EnumName.AllOf<T>().Replace(", ", "|", StringComparison.Ordinal),
            DefaultValueFactory = _ => whenNotGiven,
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (EnumName.TryParse<T>(text, out var value))
                {
                    return value;
                }

                result.AddError($"{name}: found '{text}', allowed: {EnumName.AllOf<T>()}");
                return null;
            },
        };
}
