using System.CommandLine;
using Permil.Cli.Output;
using Permil.Pricing;

namespace Permil.Cli.Commands;

/// <summary><c>permil prices check</c>: finds what is wrong in price books.</summary>
internal static class PricesCheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A price book; the shipped ones without it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = CommonOptions.Format();
        var command = new Command(
            "check",
            "Find overlaps, gaps, missing sources, unknown meters and sources that disagree"
        )
        {
            file,
            format,
        };
        command.SetAction(result =>
        {
            var findings = result.GetValue(file) is { } named
                ? Check(File.OpenText(named), named)
                : [.. ShippedPriceBooks.Files().SelectMany(shipped => Check(ShippedPriceBooks.Open(shipped), shipped))];
            FindingsOutput.Print(findings, result.GetValue(format));
            return findings.Any(finding => finding.IsFault) ? CommandRun.Failed : CommandRun.Done;
        });
        return command;
    }

    private static IReadOnlyList<PriceFinding> Check(TextReader text, string file)
    {
        using (text)
        {
            return PriceBookCheck.Check(text, file);
        }
    }
}
