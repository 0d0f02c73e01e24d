using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Server.Api.Resources;
using Permil.Storage.Access;

namespace Permil.Cli.Commands;

/// <summary><c>permil budgets list</c>: with what was spent where no server has the store.</summary>
internal static class BudgetsListCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var allocation = CommonOptions.Allocation();
        var priceBooks = CommonOptions.PriceBooks();
        var format = CommonOptions.Format();
        var command = new Command("list", "List budgets, and what was spent of them in the period under way")
        {
            data,
            allocation,
            priceBooks,
            format,
        };
        command.SetAction(result =>
        {
            var folder = StoreFolder.Find(result.GetValue(data));
            var book = AccountBookFile.Read(folder);
            var rater = new Rater(PriceBookFiles.Load(result.GetValue(priceBooks)));
            var rules = StoreFolder.ReadRules(folder, result.GetValue(allocation));
            var now = TimeProvider.System.GetUtcNow();
            var standings = StoredSpending.Try(
                folder,
                rater,
                rules,
                history => StoredSpending.StandingsOf(book, history, now),
                out var remark
            );
            BudgetsOutput.Print(
                standings is null
                    ? [.. book.Budgets.Select(BudgetResource.Of)]
                    : [.. standings.Select(BudgetResource.Of)],
                rater.Catalog.Currency,
                result.GetValue(format),
                remark
            );
            return CommandRun.Done;
        });
        return command;
    }
}
