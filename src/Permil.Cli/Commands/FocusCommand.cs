using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>permil focus</c>: the FinOps Open Cost and Usage Specification.</summary>
internal static class FocusCommand
{
    public static Command Create() =>
        new("focus", "FOCUS: the form of cost and usage data that FinOps tools read")
        {
            FocusExportCommand.Create(),
            FocusExplainCommand.Create(),
        };
}
