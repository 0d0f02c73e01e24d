using System.CommandLine;
using Permil.Allocation;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Reports;

namespace Permil.Cli.Commands;

/// <summary><c>permil report</c>: what stored usage cost, by any dimension.</summary>
internal static class ReportCommand
{
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
            var question = new ReportQuestion(
                GroupingOption.KeysOf(result, by),
                new UsageSelection
                {
                    From = from,
                    To = to,
                    Filters = FilterText.Parse(filter.Name, result.GetValue(filter)),
                },
                OneOf(compare.Name, result.GetValue(compare), "previous") is not null
            );
            var shown = OneOf(unit.Name, result.GetValue(unit), "requests", "tokens") is "requests"
                ? UnitEconomics.Requests
                : UnitEconomics.Tokens;
            var rater = new Rater(PriceBookFiles.Load(result.GetValue(priceBooks), result.GetValue(asKnownAt)));
            var folder = StoreFolder.Find(result.GetValue(data));
            var rules = StoreFolder.ReadRules(folder, result.GetValue(allocation));
            var terms = new AccountTerms(
                folder,
                result.GetValue(priceBooks),
                result.GetValue(allocation),
                result.GetValue(asKnownAt)
            ).ForReports();
            try
            {
                question.Check();
                var report = StoreFolder.With(
                    folder,
                    StoreAccess.Read,
                    store => UsageReport.Of(store, rater, rules, question, terms)
                );
                ReportOutput.Print(report, shown, result.GetValue(format), result.GetValue(top));
            }
            catch (ReportQuestionException exception)
            {
                throw new UsageException($"{compare.Name}: {exception.Message}", exception);
            }

            return CommandRun.Done;
        });
        return command;
    }

    private static string? OneOf(string option, string? text, params ReadOnlySpan<string> allowed) =>
        text is null || allowed.Contains(text)
            ? text
            : throw new UsageException($"{option}: found '{text}', allowed: {string.Join(", ", allowed!)}");
}
