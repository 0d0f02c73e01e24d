using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Commands;

/// <summary><c>permil credits list</c>: with what was used where no server has the store.</summary>
internal static class CreditsListCommand
{
    public static Command Create() =>
        StandingsList.Create<CreditResource>(
            "List credits, and what was used of them",
            book => [.. book.Credits.Select(CreditResource.Of)],
            (book, history, now) => [.. StoredSpending.CreditsOf(book, history, now).Select(CreditResource.Of)],
            CreditsOutput.Print
        );
}
