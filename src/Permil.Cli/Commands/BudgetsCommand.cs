using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>permil budgets</c>: what may be spent in a period.</summary>
internal static class BudgetsCommand
{
    public static Command Create() =>
        new("budgets", "Set, list and remove budgets: what may be spent in each period")
        {
            BudgetsSetCommand.Create(),
            BudgetsListCommand.Create(),
            BudgetsRemoveCommand.Create(),
        };
}
