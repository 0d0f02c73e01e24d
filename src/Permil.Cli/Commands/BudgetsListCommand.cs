using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil budgets list</c>: with what was spent where no server has the store.</summary>
internal static class BudgetsListCommand
{
    public static Command Create() =>
        StandingsList.Create<BudgetResource>(
            "List budgets, and what was spent of them in the period under way",
            book => [.. book.Budgets.Select(BudgetResource.Of)],
            (book, history, now) => [.. StoredSpending.StandingsOf(book, history, now).Select(BudgetResource.Of)],
            BudgetsOutput.Print
        );
}
