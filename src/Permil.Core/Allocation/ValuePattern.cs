namespace Permil.Allocation;

/// <summary>A value to look for: a text in which <c>*</c> stands for any run of characters, or no value at all.</summary>
/// <param name="text"><see langword="null"/> matches only a missing value; a text, even <c>*</c>, never does.</param>
/// <param name="comparison">How the characters other than <c>*</c> are compared.</param>
internal sealed class ValuePattern(string? text, StringComparison comparison)
{
    private readonly string[]? _pieces = text?.Split('*');

    public bool Matches(string? value) =>
        _pieces is null ? value is null
        : value is null ? false
        : _pieces.Length == 1 ? string.Equals(value, _pieces[0], comparison)
        : MatchesPieces(_pieces, value);

    /// <summary>The first piece begins it, the last ends it, the others follow each other in between.</summary>
    private bool MatchesPieces(string[] pieces, string value)
    {
        var (first, last) = (pieces[0], pieces[^1]);
        if (
            value.Length < first.Length + last.Length
            || !value.StartsWith(first, comparison)
            || !value.EndsWith(last, comparison)
        )
        {
            return false;
        }

        var rest = value.AsSpan(first.Length, value.Length - first.Length - last.Length);
        foreach (var piece in pieces.AsSpan(1, pieces.Length - 2))
        {
            // The earliest place leaves the most room for the pieces that follow.
            var place = rest.IndexOf(piece, comparison);
            if (place < 0)
            {
                return false;
            }

            rest = rest[(place + piece.Length)..];
        }

        return true;
    }
}
