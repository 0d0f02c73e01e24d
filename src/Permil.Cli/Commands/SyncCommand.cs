using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>permil sync</c>: usage that no log holds, from a provider's API into the store.</summary>
internal static class SyncCommand
{
    public static Command Create() =>
        new("sync", "Read usage that no log holds from a provider's API into the store")
        {
            SyncTogetherCommand.Create(),
        };
}
