using System.CommandLine;
using Permil.Cli.Input;
using Permil.Server.Alerts;

namespace Permil.Cli.Commands;

/// <summary>Options that say whom budget alerts are told.</summary>
internal sealed class AlertArguments
{
    public Option<string[]> Webhook { get; } =
        new("--alert-webhook")
        {
            Description = "Where budget alerts are posted, signed (repeatable)",
            HelpName = "URL",
        };

    public Option<string?> SecretPlace { get; } =
        new("--alert-secret")
        {
            Description = "Where the secret is that alerts are signed with, 16 characters or more",
            HelpName = Input.SecretPlace.Allowed,
        };

    /// <exception cref="UsageException">An option is wrong.</exception>
    public AlertOptions Of(ParseResult result)
    {
        var webhooks = result.GetValue(Webhook) ?? [];
        var place = result.GetValue(SecretPlace);
        if (webhooks.Length > 0 && place is null)
        {
            throw new UsageException(
                $"{Webhook.Name}: needs {SecretPlace.Name}, so that receivers can tell alerts from forgeries"
            );
        }

        return new AlertOptions
        {
            Webhooks =
            [
                .. webhooks.Select(text =>
                    Uri.TryCreate(text, UriKind.Absolute, out var address)
                        ? address
                        : throw new UsageException(
                            $"{Webhook.Name}: found '{text}', allowed: an address that begins with http:// or https://"
                        )
                ),
            ],
            Secret = place is null ? "" : Input.SecretPlace.Read(SecretPlace.Name, place),
        };
    }
}
