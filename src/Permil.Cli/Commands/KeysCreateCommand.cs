using System.CommandLine;
using Permil.Access;
using Permil.Budgets;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil keys create</c>.</summary>
internal static class KeysCreateCommand
{
    public static Command Create()
    {
        var name = Text("--name", "What people call it", "NAME");
        var account = Text(
            "--account",
            $"Who pays for it; without it {NewKey.DefaultAccount}, which is made when there is no account",
            "ACCOUNT"
        );
        var tenant = Text(
            "--tenant",
            "The tenant its usage belongs to; it sees nothing of others",
            "NAME",
            "--sub-account"
        );
        var feature = Text("--feature", "The feature its usage belongs to; without it a request's header says", "NAME");
        var environment = Text(
            "--env",
            "The environment its usage belongs to; without it a request's header says",
            "NAME",
            "--environment"
        );
        var tags = new Option<string[]>("--tag")
        {
            Description = "A tag on all its usage (repeatable)",
            HelpName = "NAME=VALUE",
        };
        var models = new Option<string[]>("--models")
        {
            Description = "Models it may call, with commas, * for any characters; without it all",
            HelpName = "MODEL,...",
        };
        var limits = new LimitOptions();
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "The first day or instant (UTC) it is refused; without it never",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("create", "Make a key; its secret is shown once")
        {
            name,
            account,
            tenant,
            feature,
            environment,
            tags,
            models,
            expires,
        };
        limits.AddTo(command);
        command.Add(data);
        command.Add(format);
        command.SetAction(result =>
        {
            var wish = new NewKey
            {
                Name = result.GetValue(name),
                Account = result.GetValue(account),
                SubAccount = result.GetValue(tenant),
                Feature = result.GetValue(feature),
                Environment = result.GetValue(environment),
                Tags = ListText.Pairs(tags.Name, result.GetValue(tags)),
                AllowedModels = ListText.Split(result.GetValue(models)),
                Limits = limits.Of(result, Limits.None),
                ExpiresAt = result.GetValue(expires),
            };
            var made = AccountBookEdit.Run(
                StoreFolder.Find(result.GetValue(data)),
                (book, now) =>
                {
                    var (changed, key, secret) = wish.AddTo(book, now);
                    return (changed, KeyResource.Of(key, now, secret));
                }
            );
            KeysOutput.PrintOne(made, result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }

    private static Option<string?> Text(string option, string description, string helpName, params string[] aliases) =>
        new(option, aliases) { Description = description, HelpName = helpName };
}
