using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>permil credits</c>: money an account may spend before it is invoiced.</summary>
internal static class CreditsCommand
{
    public static Command Create() =>
        new("credits", "Grant, list and revoke credits: what an account may spend before it is invoiced")
        {
            CreditsGrantCommand.Create(),
            CreditsListCommand.Create(),
            CreditsRevokeCommand.Create(),
        };
}
