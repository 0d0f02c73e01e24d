namespace Permil.Pricing;

/// <summary>Units as English writes them: one search, 1,000 searches.</summary>
public static class UnitWord
{
    /// <summary>The plural; a word that ends with s is one already.</summary>
    public static string Plural(string unit) =>
        unit.EndsWith('s') ? unit
        : unit.EndsWith("ch", StringComparison.Ordinal) || unit.EndsWith('x') ? $"{unit}es"
        : $"{unit}s";

    /// <summary>The word behind a count: singular for one, either way.</summary>
    public static string Of(decimal count, string unit) => Math.Abs(count) == 1 ? unit : Plural(unit);

    /// <summary>Whether a text, case aside, is the unit or its plural.</summary>
    public static bool IsOf(string text, string unit) =>
        string.Equals(text, unit, StringComparison.OrdinalIgnoreCase)
        || string.Equals(text, Plural(unit), StringComparison.OrdinalIgnoreCase);
}
