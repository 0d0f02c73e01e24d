using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Storage.DuckDb;
using Permil.Storage.Focus.Import;

namespace Permil.Cli.Commands;

/// <summary><c>permil focus import</c>: what other providers charged, into the store.</summary>
internal static class FocusImportCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILES")
        {
            Description =
                "Cost and Usage of other providers: CSV (plain or .gz) or Parquet, or folders of them; what belongs to one month must be named together",
            Arity = ArgumentArity.OneOrMore,
        };
        var allowsRejects = new Option<bool>("--allow-rejects")
        {
            Description =
                "Let the good rows take the place of more rows that are stored of a month, though others were rejected",
        };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command(
            "import",
            "Put other providers' FOCUS files into the store: permil spend shows them beside stored usage"
        )
        {
            files,
            allowsRejects,
            data,
            format,
        };
        command.SetAction(result =>
        {
            var inputs = FocusFiles.Expand(result.GetValue(files)!);
            var imported = StoreFolder.With(
                StoreFolder.Find(result.GetValue(data)),
                StoreAccess.Write,
                store => new FocusImport(store).Import(inputs, result.GetValue(allowsRejects))
            );
            FocusImportOutput.Print(imported, result.GetValue(format));
            return imported.Rejected > 0 || imported.FilesWithoutRows.Count > 0 ? CommandRun.Failed : CommandRun.Done;
        });
        return command;
    }
}
