using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>
/// Pages in words, in the order in which they were drawn and in points from the upper left corner. Texts: the line they
/// stand on, size, font, colour, then from where to where each is. Rules: their upper edge, height, colour, from, to.
/// </summary>
internal static partial class DrawnPages
{
    private const int TimeoutMilliseconds = 20_000;

    private static readonly Dictionary<string, string> Colors = new(StringComparer.Ordinal)
    {
        [new PdfColor(0x1d, 0x21, 0x26).ToString()] = "ink",
        [new PdfColor(0x5b, 0x64, 0x70).ToString()] = "quiet",
        [new PdfColor(0xdd, 0xe0, 0xe3).ToString()] = "light",
        [new PdfColor(0x1f, 0x4e, 0x79).ToString()] = "accent",
    };

    /// <param name="document">A finished one.</param>
    /// <param name="numbers">Which of its pages, from 1; none: all.</param>
    public static string Of(PdfDocument document, params int[] numbers)
    {
        var drawn = new StringBuilder();
        foreach (var (i, page) in document.Pages.Index())
        {
            if (numbers.Length == 0 || numbers.Contains(i + 1))
            {
                drawn.Append(
                    CultureInfo.InvariantCulture,
                    $"page {i + 1} of {document.Pages.Count}, {page.Width} x {page.Height}\n"
                );
                Append(drawn, page);
            }
        }

        return drawn.ToString();
    }

    private static void Append(StringBuilder drawn, PdfPage page)
    {
        using var texts = page.Texts.GetEnumerator();
        var before = "";
        foreach (var line in page.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Rule().Match(line) is { Success: true } rule)
            {
                var (x, height) = (Number(rule, "x"), Number(rule, "height"));
                var top = page.Height - Number(rule, "y") - height;
                drawn.Append(
                    CultureInfo.InvariantCulture,
                    $"{(before.Length > 0 ? "\n" : "")}{top, 7:F2} rule {height:0.##} {Colors[rule.Groups["color"].Value]} {x:F2}-{x + Number(rule, "width"):F2}\n"
                );
                before = "";
                continue;
            }

            var text = Text().Match(line);
            text.Success.ShouldBeTrue(line);
            texts.MoveNext().ShouldBeTrue();
            var font = text.Groups["font"].Value == "F1" ? "regular" : "bold";
            var baseline = page.Height - Number(text, "y");
            var style = FormattableString.Invariant(
                $"{baseline, 7:F2} {Number(text, "size"):0.##} {font} {Colors[text.Groups["color"].Value]}"
            );
            // Of one row: beside each other.
            drawn.Append(
                style == before ? " |"
                : before.Length > 0 ? $"\n{style}"
                : style
            );
            drawn.Append(
                CultureInfo.InvariantCulture,
                $" {Number(text, "x"):F2}-{texts.Current.Right:F2} {texts.Current.Text}"
            );
            before = style;
        }

        texts.MoveNext().ShouldBeFalse();
        drawn.Append("\n\n");
    }

    private static double Number(Match match, string group) =>
        double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "^(?<color>[0-9. ]+) rg (?<x>[0-9.-]+) (?<y>[0-9.-]+) (?<width>[0-9.-]+) (?<height>[0-9.-]+) re f$",
        RegexOptions.None,
        TimeoutMilliseconds
    )]
    private static partial Regex Rule();

    [GeneratedRegex(
        "^(?<color>[0-9. ]+) rg BT /(?<font>F[12]) (?<size>[0-9.]+) Tf (?<x>[0-9.-]+) (?<y>[0-9.-]+) Td <[^>]*> Tj ET$",
        RegexOptions.None,
        TimeoutMilliseconds
    )]
    private static partial Regex Text();
}
