using System.CommandLine;
using Permil.Budgets;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary><c>permil budgets set</c>: makes a budget, or changes the one of the same scope and period.</summary>
internal static class BudgetsSetCommand
{
    public static Command Create()
    {
        var scope = new Option<string[]>("--scope")
        {
            Description = $"Whose calls, all of it together: {BudgetScopeText.Allowed}; without it every call",
            HelpName = "KEY=VALUE,...",
        };
        var amount = AmountOption.Create();
        var period = NameOption.Create<BudgetPeriod>(
            "--period",
            "How long the amount lasts, UTC; total: for ever",
            BudgetPeriod.Month
        );
        var at = new Option<string[]>("--at")
        {
            Description = "Percentages at which an alert goes out, once a period each; a new budget's are 50,80,100",
            HelpName = "PERCENT,...",
        };
        var action = NameOption.Create<BudgetAction>(
            "--action",
            "notify (as a new budget does): alerts only; block: calls that could pass it are refused"
        );
        var reserve = NameOption.Create<BudgetReserve>(
            "--reserve",
            "What block sets aside for a call under way. strict (as a new budget does): the most it can cost; lenient: what calls like it cost of late"
        );
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command(
            "set",
            "Set what may be spent; in one of the same scope and period what is not said stays"
        )
        {
            scope,
            amount,
            period,
            at,
            action,
            reserve,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var wish = new NewBudget
            {
                Scope = ScopeOf(result.GetValue(scope)),
                Amount = result.GetValue(amount),
                Period = result.GetValue(period)!.Value,
                Action = result.GetValue(action),
                Reserve = result.GetValue(reserve),
                AlertsAt = result.GetValue(at) is { Length: > 0 } percentages
                    ? [.. ListText.Split(percentages).Select(PercentOf)]
                    : null,
            };
            var budget = AccountBookEdit.Run(StoreFolder.Find(result.GetValue(data)), wish.AddTo);
            BudgetsOutput.Print(
                [BudgetResource.Of(budget)],
                PriceBookFiles.Load(null).Currency,
                result.GetValue(format)
            );
            return CommandRun.Done;
        });
        return command;
    }

    private static BudgetScope ScopeOf(string[]? texts)
    {
        try
        {
            return BudgetScopeText.Parse(string.Join(',', texts ?? []));
        }
        catch (FormatException exception)
        {
            throw new UsageException($"--{exception.Message}", exception);
        }
    }

    private static decimal PercentOf(string text) =>
        CountText.TryParse(text.TrimEnd('%'), out var percent)
            ? percent
            : throw new UsageException($"--at: found '{text}', allowed: {NewBudget.AllowedAlerts}");
}
