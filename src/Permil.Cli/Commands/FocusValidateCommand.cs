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
        var dataset = new Option<FocusDataset?>("--dataset")
        {
            Description = "Which table the file is",
            HelpName = string.Join('|', Enum.GetNames<FocusDataset>()),
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (Enum.TryParse<FocusDataset>(text, ignoreCase: true, out var known) && Enum.IsDefined(known))
                {
                    return known;
                }

                result.AddError(
                    $"--dataset: found '{text}', allowed: {string.Join(", ", Enum.GetNames<FocusDataset>())}"
                );
                return null;
            },
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
            dataset,
            model,
            criteria,
            format,
            isFull,
        };
        command.SetAction(result =>
        {
            var (name, rules, known) = Rules(
                result.GetValue(model),
                result.GetValue(version),
                result.GetValue(dataset)
            );
            var path = Named("FILE", result.GetValue(file)!);
            var report = Validate(path, name, rules, Criteria(result.GetValue(criteria), known));
            FocusReportOutput.Print(
                report,
                path,
                result.GetValue(format) ?? FocusReportFormat.Text,
                result.GetValue(isFull)
            );
            return report.IsValid ? CommandRun.Done : CommandRun.Failed;
        });
        return command;
    }

    private static (string Name, IReadOnlyList<FocusRule> Rules, IReadOnlyList<string> Criteria) Rules(
        string? model,
        string? version,
        FocusDataset? dataset
    )
    {
        if (model is not null)
        {
            if (version is not null || dataset is not null)
            {
                throw new UsageException(
                    $"{(version is not null ? "--focus-version" : "--dataset")}: the model says what it is of; allowed: one of both"
                );
            }

            using var json = File.OpenRead(Named("--model", model));
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
        if (!FocusColumns.TryParseVersion(named, out var known))
        {
            throw new UsageException($"--focus-version: found '{named}', allowed: {VersionNames}");
        }

        var rules = FocusRules.Of(known, dataset ?? FocusDataset.CostAndUsage);
        return rules.Count > 0
            ? (
                dataset is null or FocusDataset.CostAndUsage ? $"FOCUS {named}" : $"FOCUS {named} {dataset}",
                rules,
                [.. FocusCriteria.All.Select(criterion => criterion.Name)]
            )
            : throw new UsageException($"--dataset: version {named} has no {dataset}");
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

    private static string Named(string argument, string path) =>
        path.Length > 0 ? path : throw new UsageException($"{argument}: found '', allowed: the path of a file");

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
