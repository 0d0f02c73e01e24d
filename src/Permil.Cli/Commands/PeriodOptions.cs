using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>--from</c> and <c>--to</c>: a half-open stretch of time, UTC.</summary>
internal sealed class PeriodOptions
{
    public Option<DateTimeOffset?> From { get; } =
        new("--from")
        {
            Description = "Leave out events before this day or instant (UTC)",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };

    public Option<DateTimeOffset?> To { get; } =
        new("--to")
        {
            Description = "Leave out events at or after this day or instant (UTC)",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };

    /// <exception cref="UsageException">Nothing is between the two.</exception>
    public (DateTimeOffset? From, DateTimeOffset? To) Of(ParseResult result)
    {
        var (from, to) = (result.GetValue(From), result.GetValue(To));
        return from is { } first && to is { } end && first >= end
            ? throw new UsageException("--from and --to: no time is at or after --from and before --to")
            : (from, to);
    }
}
