using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>permil accounts</c>: who is invoiced, and what all keys of one may do together.</summary>
internal static class AccountsCommand
{
    public static Command Create() =>
        new("accounts", "Make, list and change accounts: who pays for keys, and their limits together")
        {
            AccountsCreateCommand.Create(),
            AccountsListCommand.Create(),
            AccountsSetCommand.Create(),
        };
}
