using System.CommandLine.Parsing;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary>Lengths of time on the command line: <c>30s</c>, <c>15m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class DurationText
{
    private const decimal MaxDays = 3_650;

    /// <param name="option">The option, for messages.</param>
    /// <param name="result">What was given for it.</param>
    public static TimeSpan? Parse(string option, ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        decimal? secondsOfUnit =
            text.Length == 0
                ? null
                : text[^1] switch
                {
                    's' => 1,
                    'm' => 60,
                    'h' => 3_600,
                    'd' => 86_400,
                    _ => null,
                };
        if (
            secondsOfUnit is { } unit
            && char.IsAsciiDigit(text[0])
            && CountText.TryParse(text[..^1], out var count)
            && count * unit <= MaxDays * 86_400
        )
        {
            return TimeSpan.FromTicks((long)(count * unit * TimeSpan.TicksPerSecond));
        }

        result.AddError($"{option}: found '{text}', allowed: a number and s, m, h or d, as in 30s, 15m, 1h or 7d");
        return null;
    }
}
