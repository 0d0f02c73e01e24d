using System.CommandLine;

namespace Permil.Cli.Commands;

/// <summary><c>permil focus</c>: files as the FinOps Open Cost and Usage Specification has them.</summary>
internal static class FocusCommand
{
    public static Command Create() =>
        new("focus", "Files of cost and usage as FOCUS, the FinOps specification, has them")
        {
            FocusExportCommand.Create(),
            FocusExplainCommand.Create(),
            FocusValidateCommand.Create(),
            FocusImportCommand.Create(),
            FocusImportsCommand.Create(),
        };
}
