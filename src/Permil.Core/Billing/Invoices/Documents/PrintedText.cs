using System.Text;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Names come from outside: what could move a terminal's cursor or turn a line's direction is not printed.</summary>
internal static class PrintedText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with each such character, and each half of one, replaced.</summary>
    public static string Of(string text)
    {
        var printed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsPrinted(rune))
            {
                printed.Append(rune.ToString());
            }
            else
            {
                printed.Append(Replacement);
            }
        }

        return printed.ToString();
    }

    private static bool IsPrinted(Rune rune) =>
        !Rune.IsControl(rune)
        && rune.Value
            is not (>= 0x202A and <= 0x202E)
                and not (>= 0x2066 and <= 0x2069)
                and not (0x200E or 0x200F or 0x2028 or 0x2029);
}
