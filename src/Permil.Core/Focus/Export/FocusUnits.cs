using System.Text;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Focus.Export;

/// <summary>Units in FOCUS's form: capital letters, the plural, plain digits in front.</summary>
internal static class FocusUnits
{
    /// <summary><c>1M tokens</c> is <c>1000000 Tokens</c>, <c>GPU-hour</c> is <c>GPU-Hours</c>.</summary>
    public static string Of(string unit)
    {
        var words = unit.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 2 && CountText.TryParse(words[0], out var count)
            ? $"{Rating.DecimalText.Of(count)} {Plural(words[1])}"
            : Plural(unit);
    }

    /// <summary><c>input_tokens</c> is <c>Input Tokens</c>.</summary>
    public static string Title(string name) =>
        string.Join(
            ' ',
            name.Split(['_', '-', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(word => string.Equals(word, "gpu", StringComparison.Ordinal) ? "GPU" : Capital(word))
        );

    private static string Plural(string unit)
    {
        var text = new StringBuilder();
        foreach (var part in unit.Split('-', ' '))
        {
            // FOCUS knows letters and digits, and dashes between words.
            var letters = string.Concat(part.Where(char.IsAsciiLetterOrDigit));
            text.Append(text.Length > 0 && letters.Length > 0 ? "-" : "").Append(Capital(letters));
        }

        return text.Length == 0 ? "Units" : UnitWord.Plural(text.ToString());
    }

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
