using Permil.Pricing;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>The texts and numbers that contracts are made of, each with the one complaint about it.</summary>
internal static class ContractText
{
    private const int MaxIdLength = 64;
    private const int MaxLineLength = 256;
    private const int MaxPercentDecimals = 6;

    /// <summary>A name for files, exports and invoices.</summary>
    public static string Id(YamlEntry entry)
    {
        var text = entry.Text();
        return
            text.Length <= MaxIdLength
            && char.IsAsciiLetterOrDigit(text[0])
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? text
            : throw entry.Wrong(
                text,
                $"letters a to z, digits, '-', '_' and '.', at most {MaxIdLength}, a letter or a digit first"
            );
    }

    /// <summary>A text that fits one line of an invoice.</summary>
    public static string Line(YamlEntry entry)
    {
        var text = entry.Text();
        return !string.IsNullOrWhiteSpace(text) && text.Length <= MaxLineLength && !text.Any(char.IsControl)
            ? text
            : throw entry.Wrong(text, $"one line of 1 to {MaxLineLength} characters, none of them a control character");
    }

    public static List<string> Lines(YamlEntry entry) => entry.IsText ? [Line(entry)] : [.. entry.Items().Select(Line)];

    /// <summary>An amount of money above 0.</summary>
    public static decimal Positive(YamlEntry entry) =>
        entry.Amount() is > 0 and var amount
            ? amount
            : throw entry.Wrong(entry.Text(), "an amount above 0, as in 0.15, of at most 28 digits");

    /// <summary>Of 100, with few enough decimals that amounts stay exact.</summary>
    public static decimal Percent(YamlEntry entry, bool allowsZero = false) =>
        entry.Amount() is var percent
        && percent <= 100
        && (allowsZero || percent > 0)
        && decimal.Round(percent, MaxPercentDecimals, MidpointRounding.ToZero) == percent
            ? percent
            : throw entry.Wrong(
                entry.Text(),
                $"a percentage {(allowsZero ? "from 0 to" : "above 0, at most")} 100, with at most {MaxPercentDecimals} decimals, as in 7.5"
            );

    public static PricePeriod PeriodOf(YamlEntry entry)
    {
        var (from, until) = (entry.Optional("from"), entry.Optional("until"));
        var period = new PricePeriod(from?.Instant(), until?.Instant());
        return period.Until <= period.From
            ? throw until!.Wrong(until.Text(), $"an instant after 'from', which is {from!.Text()}")
            : period;
    }
}
