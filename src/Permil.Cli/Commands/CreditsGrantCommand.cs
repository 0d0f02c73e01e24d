using System.CommandLine;
using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Json;
using Permil.Server.Api.Resources;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary><c>permil credits grant</c>.</summary>
internal static class CreditsGrantCommand
{
    public static Command Create()
    {
        var account = new Option<string>("--account")
        {
            Description = "Whose it is",
            HelpName = "ACCOUNT",
            Required = true,
        };
        var amount = AmountOption.Create();
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "The first day or instant (UTC) it can no longer be used; without it never",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };
        var from = new Option<DateTimeOffset?>("--from")
        {
            Description = "The first day or instant (UTC) it can be used, also one that is over; without it now",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };
        var kind = NameOption.Create<CreditKind>(
            "--kind",
            "Why it is there; prepaid was paid for before",
            CreditKind.Promotional
        );
        var priority = new Option<int>("--priority")
        {
            Description = "0 to 100; lower ones are used first",
            HelpName = "N",
            DefaultValueFactory = _ => Credit.DefaultPriority,
        };
        var models = new Option<string[]>("--models")
        {
            Description = "Pays for these models only, with commas; * for any characters",
            HelpName = "MODEL,...",
        };
        var modes = new Option<string[]>("--modes")
        {
            Description = $"Pays for usage of these modes only, with commas: {string.Join(", ", ModeName.All)}",
            HelpName = "MODE,...",
        };
        var note = new Option<string?>("--note") { Description = "Why it is given", HelpName = "TEXT" };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("grant", "Give an account credit; by priority, then what expires first is used first")
        {
            account,
            amount,
            from,
            expires,
            kind,
            priority,
            models,
            modes,
            note,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var wish = new NewCredit
            {
                Account = result.GetValue(account)!,
                Amount = result.GetValue(amount),
                GrantedAt = result.GetValue(from),
                ExpiresAt = result.GetValue(expires),
                Kind = result.GetValue(kind)!.Value,
                Priority = result.GetValue(priority),
                Pays = new ChargeMatch
                {
                    Models = ListText.Split(result.GetValue(models)),
                    Modes = [.. ListText.Split(result.GetValue(modes)).Select(ModeOf)],
                },
                Note = result.GetValue(note),
            };
            var credit = AccountBookEdit.Run(StoreFolder.Find(result.GetValue(data)), wish.AddTo);
            CreditsOutput.Print(
                [CreditResource.Of(credit)],
                PriceBookFiles.Load(null).Currency,
                result.GetValue(format)
            );
            return CommandRun.Done;
        });
        return command;
    }

    private static Mode ModeOf(string text) =>
        EnumName.TryParse<Mode>(text, out var mode)
            ? mode
            : throw new UsageException($"--modes: found '{text}', allowed: {EnumName.AllOf<Mode>()}");
}
