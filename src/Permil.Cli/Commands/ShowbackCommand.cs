using System.CommandLine;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Billing.Showback;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil showback</c>: a month's invoice told by tenant, feature or another key.</summary>
internal static class ShowbackCommand
{
    private const string AllowedRules = "by-cost, even, none, or weights FILE";

    public static Command Create()
    {
        var terms = new TermsOptions();
        var by = new Option<string>("--by")
        {
            Description =
                "What makes an owner: tenant, feature, environment, tag:NAME, model, provider, mode, meter, sku",
            HelpName = "KEY",
            DefaultValueFactory = _ => "tenant",
        };
        var shared = new Option<string[]>("--shared")
        {
            Description =
                $"Who bears purchases, what nobody used, minimums, credits, tax and rounding: {AllowedRules} (weights: a mapping of owners and numbers)",
            HelpName = "RULE",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["by-cost"],
        };
        var lines = new Option<bool>("--lines") { Description = "Each owner's part of each line" };
        var format = CommonOptions.Format();
        var command = new Command("showback", "Tell a month's invoice, issued or as it would be, by owner");
        terms.AddTo(command);
        command.Options.Add(by);
        command.Options.Add(shared);
        command.Options.Add(lines);
        command.Options.Add(format);
        command.SetAction(result =>
        {
            var key = KeyOf(result.GetValue(by)!);
            var rule = RuleOf(result.GetValue(shared)!);
            var (account, month) = (terms.AccountOf(result), terms.MonthOf(result));
            var billing = terms.TermsOf(result);
            var statement = OpenBook.With(
                terms.FolderOf(result),
                StoreAccess.Read,
                open => Make(open, account, month, billing, key, rule)
            );
            ShowbackOutput.Print(statement, result.GetValue(lines), result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }

    /// <summary>Of the month's invoice where it has one, else of its draft.</summary>
    private static ShowbackStatement Make(
        OpenBook open,
        string account,
        BillingMonth month,
        BillingTerms terms,
        GroupKey by,
        SharedCostRule shared
    )
    {
        var history = open.Book.History(account);
        var (invoice, before) = history.InvoiceOf(month) is { } issued
            ? (issued.Invoice, history.Before(issued.Entry))
            : (open.DraftOf(history, month, account, terms), history);
        var own = invoice.Number is null ? terms : open.Book.TermsOf(invoice.Terms, account);
        var charges = new ShowbackCharges(open.Charges, open.Book.TermsOf).Of(
            invoice,
            own,
            [.. before.Where(document => document.Stands).Select(document => document.Invoice)],
            by
        );
        return ShowbackMaker.Make(invoice, by, shared, charges);
    }

    private static GroupKey KeyOf(string text) =>
        GroupKey.Parse(text)
            is {
                Dimension: not (
                    GroupDimension.Account
                    or GroupDimension.Hour
                    or GroupDimension.Day
                    or GroupDimension.Month
                )
            } key
            ? key
            : throw new UsageException(
                $"--by: found '{text}', allowed: subAccount (or tenant), feature, environment (or env), tag:NAME, model, provider, mode, meter, sku"
            );

    private static SharedCostRule RuleOf(string[] words)
    {
        switch (words)
        {
            case ["by-cost"]:
                return SharedCostRule.ByCost;
            case ["even"]:
                return SharedCostRule.Even;
            case ["none"]:
                return SharedCostRule.None;
            case ["weights", var file]:
                using (var text = File.OpenText(file))
                {
                    return SharedCostRule.ReadWeights(text, file);
                }

            default:
                throw new UsageException($"--shared: found '{string.Join(' ', words)}', allowed: {AllowedRules}");
        }
    }
}
