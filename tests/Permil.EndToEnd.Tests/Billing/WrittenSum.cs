using System.Globalization;
using System.Text.RegularExpressions;

namespace Permil.Billing;

/// <summary>A sum as a page writes it: <c>2 x 3.40 + 1,000 x 5% = 56.8</c>, the usual precedence, no brackets.</summary>
internal sealed partial record WrittenSum(string Text, decimal Stated, decimal WorkedOut)
{
    private const string Number = @"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?";

    /// <summary>Every sum of a text.</summary>
    public static IReadOnlyList<WrittenSum> In(string text) =>
        [
            .. Sum()
                .Matches(text)
                .Select(match => new WrittenSum(
                    match.Value,
                    NumberOf(match.Groups["stated"].Value),
                    WorkOut(match.Groups["terms"].Value)
                )),
        ];

    /// <summary>Reads <c>1,562.5</c> and <c>10%</c>.</summary>
    public static decimal NumberOf(string text) =>
        text.EndsWith('%')
            ? NumberOf(text[..^1]) / 100
            : decimal.Parse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands,
                CultureInfo.InvariantCulture
            );

    private static decimal WorkOut(string terms)
    {
        var parts = terms.Split(' ');
        var sum = 0m;
        var sign = 1;
        var product = NumberOf(parts[0]);
        for (var i = 1; i < parts.Length; i += 2)
        {
            var number = NumberOf(parts[i + 1]);
            switch (parts[i])
            {
                case "x":
                    product *= number;
                    break;
                case "/":
                    product /= number;
                    break;
                default:
                    sum += sign * product;
                    sign = parts[i] == "+" ? 1 : -1;
                    product = number;
                    break;
            }
        }

        return sum + sign * product;
    }

    [GeneratedRegex(
        $"(?<terms>{Number}(?: [-+x/] {Number})+) = (?<stated>{Number})",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Sum();
}
