using System.Globalization;
using System.Text;
using Permil.Focus.Validation;

namespace Permil.Cli.Output;

/// <summary>Prints what a FOCUS file says to the rules.</summary>
internal static class FocusReportOutput
{
    private const int Width = 100;

    /// <param name="report">The report.</param>
    /// <param name="file">The file it is about.</param>
    /// <param name="format">How.</param>
    /// <param name="isFull">Whether a text or document names rules that pass or are skipped too.</param>
    public static void Print(FocusReport report, string file, FocusReportFormat format, bool isFull)
    {
        switch (format)
        {
            case FocusReportFormat.Json:
                FocusReportJson.Print(report, file);
                break;
            case FocusReportFormat.Sarif:
                FocusReportSarif.Print(report, file);
                break;
            case FocusReportFormat.Markdown:
                PrintMarkdown(report, file, isFull);
                break;
            default:
                PrintText(report, isFull);
                break;
        }
    }

    /// <summary><c>fails FOCUS 1.3: 2 of 240 rules in 12 rows, ...</c></summary>
    internal static string Verdict(FocusReport report)
    {
        var results = report.Checked.ToList();
        var failed = results.Count(result => result.IsBindingFailure);
        var warned = results.Count(result => result.Outcome == FocusOutcome.Fail) - failed;
        var skipped = results.Count(result => result.Outcome == FocusOutcome.Skipped);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(report.IsValid ? "passes" : "fails")} {report.Rules}: {failed} MUST and {warned} SHOULD fail, {results.Count - failed - warned - skipped} pass, {skipped} skipped; {Counted.Of(report.Rows, "row")}"
        );
    }

    /// <summary>Failing first, what binds before what does not, otherwise in the order of the rules.</summary>
    internal static IEnumerable<FocusRuleResult> Ordered(FocusReport report, bool isFull) =>
        report
            .Checked.Where(result => isFull || result.Outcome == FocusOutcome.Fail)
            .OrderBy(result =>
                result.Outcome switch
                {
                    FocusOutcome.Fail => result.IsBindingFailure ? 0 : 1,
                    FocusOutcome.Skipped => 2,
                    _ => 3,
                }
            );

    /// <summary><c>row 3: ListCost = 0.1, ListUnitPrice (null)</c></summary>
    internal static string TextOf(FocusExample example) =>
        string.Create(CultureInfo.InvariantCulture, $"row {example.Row}: ")
        + string.Join(
            ", ",
            example.Values.Select(value => value.Value is { } text ? $"{value.Key} = {text}" : $"{value.Key} is null")
        );

    private static void PrintText(FocusReport report, bool isFull)
    {
        foreach (var result in Ordered(report, isFull))
        {
            Console.WriteLine(
                $"{Mark(result)} {result.Rule.Id}{(result.FailingRows > 0 ? $": {Counted.Of(result.FailingRows, "row")}" : "")}"
            );
            PrintWrapped(result.Rule.Statement);
            if (result.Reason is { } reason)
            {
                PrintWrapped(reason);
            }

            if (result.Rule.Note is { } note && result.Outcome == FocusOutcome.Fail)
            {
                PrintWrapped($"note: {note}");
            }

            foreach (var example in result.Examples)
            {
                PrintWrapped(TextOf(example));
            }

            Console.WriteLine();
        }

        Console.WriteLine(Verdict(report));
    }

    private static string Mark(FocusRuleResult result) =>
        result.Outcome switch
        {
            FocusOutcome.Pass => "pass",
            FocusOutcome.Skipped => "skip",
            _ => $"FAIL {FocusKeywords.NameOf(result.Rule.Keyword)}",
        };

    private static void PrintWrapped(string text)
    {
        const string Indent = "  ";
        const string Further = "    ";
        var line = new StringBuilder(Indent);
        var start = Indent.Length;
        foreach (var word in text.ReplaceLineEndings(" ").Split(' '))
        {
            if (line.Length > start && line.Length + 1 + word.Length > Width)
            {
                Console.WriteLine(line);
                line.Clear().Append(Further);
                start = Further.Length;
            }

            line.Append(line.Length > start ? " " : "").Append(word);
        }

        Console.WriteLine(line);
    }

    private static void PrintMarkdown(FocusReport report, string file, bool isFull)
    {
        Console.WriteLine($"**{Path.GetFileName(file)}** {Verdict(report)}");
        Console.WriteLine();
        var rows = new Rows(
            new("outcome", "outcome"),
            new("keyword", "keyword"),
            new("rule", "rule"),
            new("statement", "statement"),
            new("rows", "failing rows", IsNumber: true),
            new("reason", "reason or first example")
        );
        foreach (var result in Ordered(report, isFull))
        {
            rows.Add(
                result.Outcome.ToString().ToLowerInvariant(),
                FocusKeywords.NameOf(result.Rule.Keyword),
                result.Rule.Id,
                result.Rule.Statement,
                result.FailingRows.ToString(CultureInfo.InvariantCulture),
                result.Reason ?? result.Examples.Select(TextOf).FirstOrDefault()
            );
        }

        if (rows.Count > 0)
        {
            rows.PrintMarkdown(Console.Out);
        }
    }
}
