namespace Permil.Focus.Validation;

/// <summary>How keywords are written and weighed.</summary>
public static class FocusKeywords
{
    /// <summary>As the specification writes it, <c>MUST NOT</c>.</summary>
    public static string NameOf(FocusKeyword keyword) =>
        keyword switch
        {
            FocusKeyword.Must => "MUST",
            FocusKeyword.MustNot => "MUST NOT",
            FocusKeyword.Should => "SHOULD",
            FocusKeyword.ShouldNot => "SHOULD NOT",
            FocusKeyword.Recommended => "RECOMMENDED",
            FocusKeyword.May => "MAY",
            _ => throw new ArgumentOutOfRangeException(nameof(keyword), keyword, null),
        };

    /// <returns><see langword="false"/>: the specification has no such keyword.</returns>
    public static bool TryParse(string name, out FocusKeyword keyword)
    {
        foreach (var known in Enum.GetValues<FocusKeyword>())
        {
            if (string.Equals(NameOf(known), name, StringComparison.Ordinal))
            {
                keyword = known;
                return true;
            }
        }

        // The model's word for MAY in presence rules.
        keyword = FocusKeyword.May;
        return name is "OPTIONAL";
    }

    /// <summary>Whether a file that breaks such a rule fails.</summary>
    public static bool IsBinding(FocusKeyword keyword) => keyword is FocusKeyword.Must or FocusKeyword.MustNot;
}
