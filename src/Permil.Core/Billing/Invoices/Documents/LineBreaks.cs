namespace Permil.Billing.Invoices.Documents;

/// <summary>Sets a text in lines that are not too wide.</summary>
internal static class LineBreaks
{
    private const string Ellipsis = "...";

    // Model names and sub-accounts have no spaces: a line may end behind one of these.
    private const string Joints = "/-_,:;.@|";

    /// <param name="text">One paragraph.</param>
    /// <param name="widthOf">How wide a text is; longer ones are wider.</param>
    /// <param name="most">How wide a line may be; a single character that is wider has a line of its own.</param>
    /// <param name="mostLines">What comes after is cut, and an ellipsis says so.</param>
    public static IReadOnlyList<string> Of(
        string text,
        Func<string, double> widthOf,
        double most,
        int mostLines = int.MaxValue
    )
    {
        var lines = new List<string>();
        var rest = text.Trim();
        while (rest.Length > 0 && widthOf(rest) > most)
        {
            if (lines.Count == mostLines - 1)
            {
                var room = Fitting(rest, part => widthOf(part + Ellipsis), most);
                lines.Add(rest[..room].TrimEnd() + Ellipsis);
                return lines;
            }

            var end = EndOf(rest, Fitting(rest, widthOf, most));
            lines.Add(rest[..end].TrimEnd());
            rest = rest[end..].TrimStart();
        }

        if (rest.Length > 0 || lines.Count == 0)
        {
            lines.Add(rest);
        }

        return lines;
    }

    /// <summary>How many characters of a text that is too long fit, one at least; a pair is not torn.</summary>
    private static int Fitting(string text, Func<string, double> widthOf, double most)
    {
        var (fits, tooLong) = (1, text.Length);
        while (tooLong - fits > 1)
        {
            var middle = fits + (tooLong - fits) / 2;
            (fits, tooLong) = widthOf(text[..middle]) <= most ? (middle, tooLong) : (fits, middle);
        }

        var tearsPair = fits < text.Length && char.IsHighSurrogate(text[fits - 1]);
        return !tearsPair ? fits
            : fits > 1 ? fits - 1
            : fits + 1;
    }

    /// <summary>Where a line ends: at the last space that fits, else behind the last joint, else anywhere.</summary>
    private static int EndOf(string text, int fitting)
    {
        if (fitting < text.Length && text[fitting] == ' ')
        {
            return fitting;
        }

        var space = text.LastIndexOf(' ', fitting - 1);
        if (space > 0)
        {
            return space;
        }

        var joint = text.AsSpan(0, fitting).LastIndexOfAny(Joints);
        return joint > 0 ? joint + 1 : fitting;
    }
}
