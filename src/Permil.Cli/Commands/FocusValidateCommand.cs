using System.CommandLine;
using Permil.Cli.Output;
using Permil.Focus;
using Permil.Focus.Validation;
using Permil.Focus.Validation.Requirements;
using Permil.Storage.Focus;

namespace Permil.Cli.Commands;

/// <summary><c>permil focus validate</c>: anyone's FOCUS file held against the specification's rules.</summary>
internal static class FocusValidateCommand
{
    private const string AllCriteria = "all";

    private static readonly string VersionNames = string.Join(", ", FocusColumns.VersionNames);

    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Rows of Cost and Usage: CSV (plain or .gz) or Parquet",
        };
        var version = new Option<string?>("--focus-version")
        {
            Description = "The version whose rules are checked; without it 1.3",
            HelpName = string.Join('|', FocusColumns.VersionNames),
        };
        var model = new Option<string?>("--model")
        {
            Description = "Check the rules of a requirements model (JSON) instead of Permil's own",
            HelpName = "FILE",
        };
        var criteria = new Option<string[]>("--criteria")
        {
            Description =
                "What the generator supports, with commas, or all; without it what the file shows by a value in a column",
            HelpName = "NAME",
        };
        var format = NameOption.Create<FocusReportFormat>("--format", "How to print; without it text");
        var isFull = new Option<bool>("--all") { Description = "Print rules that pass or are skipped too" };
        var command = new Command("validate", "Hold a FOCUS file against the specification's rules, row by row")
        {
            file,
            version,
            model,
            criteria,
            format,
            isFull,
        };
        command.SetAction(result =>
        {
            var (name, rules, known) = Rules(result.GetValue(model), result.GetValue(version));
            var report = Validate(result.GetValue(file)!, name, rules, Criteria(result.GetValue(criteria), known));
            FocusReportOutput.Print(
                report,
                result.GetValue(file)!,
                result.GetValue(format) ?? FocusReportFormat.Text,
                result.GetValue(isFull)
            );
            return report.IsValid ? CommandRun.Done : CommandRun.Failed;
        });
        return command;
    }

    private static (string Name, IReadOnlyList<FocusRule> Rules, IReadOnlyList<string> Criteria) Rules(
        string? model,
        string? version
    )
    {
        if (model is not null)
        {
            if (version is not null)
            {
                throw new UsageException(
                    "--focus-version: the model says which version it is of; allowed: one of both"
                );
            }

            using var json = File.OpenRead(model);
            try
            {
                var read = RequirementsModel.Read(json, model);
                return (read.Name, read.Rules(), read.Criteria);
            }
            catch (RequirementsFormatException exception)
            {
                throw new UsageException($"--model: {exception.Message}", exception);
            }
        }

        var named = version ?? FocusColumns.NameOf(FocusVersion.V13);
        return FocusColumns.TryParseVersion(named, out var known)
            ? ($"FOCUS {named}", FocusRules.Of(known), [.. FocusCriteria.All.Select(criterion => criterion.Name)])
            : throw new UsageException($"--focus-version: found '{named}', allowed: {VersionNames}");
    }

    private static IReadOnlyCollection<string>? Criteria(string[]? texts, IReadOnlyList<string> known)
    {
        var names = ListText.Split(texts);
        if (names is [AllCriteria])
        {
            return known;
        }

        var unknown = Array.Find(names, name => !known.Contains(name, StringComparer.Ordinal));
        return unknown is not null
                ? throw new UsageException(
                    $"--criteria: found '{unknown}', allowed: {AllCriteria}, {string.Join(", ", known)}"
                )
            : names.Length == 0 ? null
            : names;
    }

    private static FocusReport Validate(
        string path,
        string name,
        IReadOnlyList<FocusRule> rules,
        IReadOnlyCollection<string>? criteria
    )
    {
        var file = FocusFile.Open(path);
        var validation = new FocusValidation(rules, file.Columns, criteria);
        file.Read(validation.Look);
        return validation.Finish(name);
    }
}
