using System.Collections.Frozen;

namespace Permil.Focus;

/// <summary>The codes of ISO 4217 that are money of a country or several: no metals, no testing, no "no currency".</summary>
public static class FocusCurrencies
{
    private static readonly Lazy<FrozenSet<string>> Known = new(Read);

    public static IReadOnlyCollection<string> Codes => Known.Value;

    /// <summary>Whether it is a code; letters count as they are.</summary>
    public static bool Contains(string code) => Known.Value.Contains(code);

    private static FrozenSet<string> Read()
    {
        using var text = FocusColumnFile.Open("currency-codes.txt");
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
