using System.CommandLine;
using Permil.Budgets;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil budgets remove</c>.</summary>
internal static class BudgetsRemoveCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("BUDGET") { Description = "The budget's id, as 'permil budgets list' shows it" };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("remove", "Remove a budget: it holds nothing any more") { id, data, format };
        command.SetAction(result =>
        {
            var removed = AccountBookEdit.Run(
                StoreFolder.Find(result.GetValue(data)),
                (book, _) =>
                {
                    var changed = NewBudget.Remove(book, result.GetValue(id)!);
                    return (changed, book.Budgets.First(budget => budget.Id == result.GetValue(id)));
                }
            );
            BudgetsOutput.Print(
                [BudgetResource.Of(removed)],
                PriceBookFiles.Load(null).Currency,
                result.GetValue(format),
                $"Removed {removed.Id}"
            );
            return CommandRun.Done;
        });
        return command;
    }
}
