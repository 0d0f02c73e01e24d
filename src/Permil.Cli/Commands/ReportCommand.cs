using System.CommandLine;
using Permil.Allocation;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Cli.Commands;

/// <summary><c>permil report</c>: what stored usage cost, by any dimension.</summary>
internal static class ReportCommand
{
    private sealed record Question(
        IReadOnlyList<GroupKey> Keys,
        UsageSelection Selection,
        bool IsCompared,
        UnitEconomics Unit
    );

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var by = GroupingOption.Create("--by", "--group-by");
        var period = new PeriodOptions();
        var filter = CommonOptions.Filter();
        var compare = new Option<string?>("--compare")
        {
            Description =
                "previous: beside the stretch of the same length just before, whole months beside whole months; without --from and --to the last month with usage",
            HelpName = "previous",
        };
        var unit = new Option<string?>("--unit-economics")
        {
            Description =
                "The unit cost a table shows: requests (an event) or tokens (1M of those priced by the token)",
            HelpName = "requests|tokens",
        };
        var allocation = CommonOptions.Allocation();
        var priceBooks = CommonOptions.PriceBooks();
        var asKnownAt = CommonOptions.AsKnownAt();
        var top = CommonOptions.Top();
        var format = CommonOptions.Format();
        var command = new Command("report", "Say what stored usage cost, by any dimension")
        {
            data,
            by,
            period.From,
            period.To,
            filter,
            compare,
            unit,
            allocation,
            priceBooks,
            asKnownAt,
            top,
            format,
        };
        command.SetAction(result =>
        {
            var (from, to) = period.Of(result);
            var question = new Question(
                GroupingOption.KeysOf(result, by),
                new UsageSelection
                {
                    From = from,
                    To = to,
                    Filters = FilterText.Parse(filter.Name, result.GetValue(filter)),
                },
                OneOf(compare.Name, result.GetValue(compare), "previous") is not null,
                OneOf(unit.Name, result.GetValue(unit), "requests", "tokens") is "requests"
                    ? UnitEconomics.Requests
                    : UnitEconomics.Tokens
            );
            Check(question);
            var rater = new Rater(PriceBookFiles.Load(result.GetValue(priceBooks), result.GetValue(asKnownAt)));
            var folder = StoreFolder.Find(result.GetValue(data));
            var rules = StoreFolder.ReadRules(folder, result.GetValue(allocation));
            var report = StoreFolder.With(folder, StoreAccess.Read, store => ReportOf(store, rater, rules, question));
            ReportOutput.Print(report, result.GetValue(format), result.GetValue(top));
            return CommandRun.Done;
        });
        return command;
    }

    private static void Check(Question question)
    {
        var ofTime = question.Keys.FirstOrDefault(key =>
            key.Dimension is GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month
        );
        if (question.IsCompared && ofTime is not null)
        {
            throw new UsageException(
                $"--compare: two periods have no {ofTime.Name} in common; leave '{ofTime.Name}' out of --by"
            );
        }
    }

    private static string? OneOf(string option, string? text, params ReadOnlySpan<string> allowed) =>
        text is null || allowed.Contains(text)
            ? text
            : throw new UsageException($"{option}: found '{text}', allowed: {string.Join(", ", allowed!)}");

    private static UsageReport ReportOf(UsageStore store, Rater rater, AllocationRules rules, Question question)
    {
        var stored = StoredSpan.Of(store);
        var selection =
            question.IsCompared && stored is not null ? Bounded(question.Selection, stored) : question.Selection;
        var summary = Rate(question.Keys, selection);
        var report = new UsageReport
        {
            Summary = summary,
            From = selection.From,
            To = selection.To,
            Tokens = TokenCosts.AreToldBy(summary)
                ? TokenCosts.Of(summary, question.Keys.Count)
                : TokenCosts.Of(Rate(TokenCosts.KeysFor(question.Keys), selection), question.Keys.Count),
            Comparison = null,
            Previous = null,
            Unit = question.Unit,
            Stored = stored,
            Conflicts = StoredEvents.CountConflicts(store),
        };
        if (selection is not { From: { } from, To: { } to } || !question.IsCompared)
        {
            return report;
        }

        var previous = ComparedPeriod.Before(from, to);
        var comparison = RatingComparison.Of(
            Rate(question.Keys, selection with { From = previous.From, To = previous.To }),
            summary
        );
        return report with
        {
            Previous = previous,
            Comparison = comparison,
            Summary = summary with { Groups = [.. comparison.Groups.Select(group => group.After)] },
        };

        RatingSummary Rate(IReadOnlyList<GroupKey> keys, UsageSelection asked) =>
            StoredRating.Rate(store, rater, rules, keys, asked);
    }

    /// <summary>A period that has both ends: by default the last month with usage.</summary>
    private static UsageSelection Bounded(UsageSelection selection, StoredSpan stored)
    {
        if (selection is { From: null, To: null })
        {
            var month = ComparedPeriod.MonthOf(stored.Last);
            return selection with { From = month, To = month.AddMonths(1) };
        }

        var from = selection.From ?? DayOf(stored.First);
        var to = selection.To ?? DayOf(stored.Last).AddDays(1);
        return from < to
            ? selection with
            {
                From = from,
                To = to,
            }
            : throw new UsageException(
                $"--compare: no usage is stored {PeriodText.Of(selection.From, selection.To)}; give --from and --to"
            );
    }

    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
