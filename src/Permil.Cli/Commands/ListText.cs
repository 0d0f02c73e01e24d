namespace Permil.Cli.Commands;

/// <summary>Options that hold several values, named again or with commas.</summary>
internal static class ListText
{
    /// <summary>What stands between the commas.</summary>
    public static string[] Split(string[]? texts) =>
        [
            .. (texts ?? []).SelectMany(text =>
                text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ),
        ];

    /// <exception cref="UsageException">A text is no pair, or names what another names.</exception>
    public static Dictionary<string, string> Pairs(string option, string[]? texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == text.Length - 1 || !pairs.TryAdd(text[..equals], text[(equals + 1)..]))
            {
                throw new UsageException($"{option}: found '{text}', allowed: NAME=VALUE, each name once");
            }
        }

        return pairs;
    }
}
