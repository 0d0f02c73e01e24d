using System.Globalization;

namespace Permil.Storage;

/// <summary>A segment file, named after the first record it holds or will hold.</summary>
internal readonly record struct JournalSegment(long FirstSequence)
{
    private const string Prefix = "journal-";
    private const string Suffix = ".seg";
    private const int Digits = 20;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{FirstSequence:D20}{Suffix}");

    public static bool TryParse(string name, out JournalSegment segment)
    {
        segment = default;
        if (
            name.Length != Prefix.Length + Digits + Suffix.Length
            || !name.StartsWith(Prefix, StringComparison.Ordinal)
            || !name.EndsWith(Suffix, StringComparison.Ordinal)
            || !long.TryParse(
                name.AsSpan(Prefix.Length, Digits),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var first
            )
        )
        {
            return false;
        }

        segment = new JournalSegment(first);
        return true;
    }
}
