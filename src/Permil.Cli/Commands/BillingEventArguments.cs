using System.CommandLine;
using Permil.Billing.Events;
using Permil.Cli.Input;
using Permil.Server.BillingEvents;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary>Options that say who is told of invoices, credits and commitments, and when ahead.</summary>
/// <param name="webhook">How the option is called that names the receiver.</param>
/// <param name="secret">How the option is called that says where the secret is.</param>
internal sealed class BillingEventArguments(string webhook, string secret)
{
    public Option<string?> Webhook { get; } =
        new(webhook) { Description = "Where billing events are posted, signed: a payment system", HelpName = "URL" };

    public Option<string?> SecretPlace { get; } =
        new(secret)
        {
            Description = "Where the secret is that billing events are signed with, 16 characters or more",
            HelpName = Input.SecretPlace.Allowed,
        };

    public Option<decimal> Low { get; } =
        new("--credit-low")
        {
            Description = "A credit is low when so much of it or less is left, in percent",
            HelpName = "PERCENT",
            DefaultValueFactory = _ => BillingEventSettings.Default.LowPercent,
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (CountText.TryParse(text, out var percent) && percent is >= 0 and <= 100)
                {
                    return percent;
                }

                result.AddError($"--credit-low: found '{text}', allowed: a percentage from 0 to 100");
                return default;
            },
        };

    public Option<int> Ending { get; } =
        new("--commitment-ending")
        {
            Description = "How many days before its end a commitment is said to end",
            HelpName = "DAYS",
            DefaultValueFactory = _ => BillingEventSettings.Default.EndingDays,
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (CountText.TryParse(text, out var days) && days is >= 0 and <= 3650 && decimal.IsInteger(days))
                {
                    return (int)days;
                }

                result.AddError($"--commitment-ending: found '{text}', allowed: a whole number of days, 0 to 3650");
                return default;
            },
        };

    /// <param name="result">The command line.</param>
    /// <param name="folder">The data folder, whose contracts count.</param>
    /// <exception cref="UsageException">An option is wrong.</exception>
    public BillingEventOptions Of(ParseResult result, string folder)
    {
        var url = result.GetValue(Webhook);
        var place = result.GetValue(SecretPlace);
        if (url is not null && place is null)
        {
            throw new UsageException(
                $"{Webhook.Name}: needs {SecretPlace.Name}, so that the receiver can tell events from forgeries"
            );
        }

        Uri? address = null;
        if (url is not null && !Uri.TryCreate(url, UriKind.Absolute, out address))
        {
            throw new UsageException(
                $"{Webhook.Name}: found '{url}', allowed: an address that begins with http:// or https://"
            );
        }

        return new BillingEventOptions
        {
            Webhook = address,
            Secret = place is null ? "" : Input.SecretPlace.Read(SecretPlace.Name, place),
            Settings = new BillingEventSettings
            {
                LowPercent = result.GetValue(Low),
                EndingDays = result.GetValue(Ending),
            },
            Contracts = () => [.. ContractFiles.ReadAll(folder).Select(file => file.Contract)],
        };
    }
}
