using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>permil keys</c>: what applications call the gateway with.</summary>
internal static class KeysCommand
{
    public static Command Create() =>
        new("keys", "Make, list, rotate and revoke the keys that applications call the gateway with")
        {
            KeysCreateCommand.Create(),
            KeysListCommand.Create(),
            KeysRotateCommand.Create(),
            KeysRevokeCommand.Create(),
        };

    internal static Argument<string> Id() =>
        new("KEY") { Description = "The key's id, as 'permil keys list' shows it" };
}
