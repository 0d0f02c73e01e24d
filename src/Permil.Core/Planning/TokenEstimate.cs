using System.Text;

namespace Permil.Planning;

/// <summary>How many tokens a text has, without the model's own tokenizer: an estimate with a band, never a count.</summary>
/// <param name="Tokens">The middle of the band.</param>
/// <param name="Low">Few tokenizers find fewer.</param>
/// <param name="High">Few tokenizers find more.</param>
public readonly record struct TokenEstimate(long Tokens, long Low, long High)
{
    /// <summary>Half the width of the band, as a share of the middle. Measured: see docs/planning.md.</summary>
    public const decimal Band = 0.25m;

    // Tokens a run of characters of one kind costs, fitted to the o200k vocabulary; other vocabularies of 100,000 entries
    // and more stay within the band.
    private const int LettersInFirstToken = 7;
    private const int LettersInNextToken = 4;
    private const int DigitsInToken = 3;
    private const int MarksInToken = 2;

    public static TokenEstimate Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = 0m;
        var run = 0;
        var kind = Kind.Space;
        foreach (var rune in text.EnumerateRunes())
        {
            var next = KindOf(rune);
            if (next != kind)
            {
                tokens += TokensOf(kind, run);
                (kind, run) = (next, 0);
            }

            run++;
        }

        tokens += TokensOf(kind, run);
        var middle = decimal.ToInt64(Math.Ceiling(tokens));
        return new TokenEstimate(
            middle,
            decimal.ToInt64(Math.Floor(middle * (1 - Band))),
            decimal.ToInt64(Math.Ceiling(middle * (1 + Band)))
        );
    }

    private enum Kind
    {
        Space,
        Letters,
        OtherLetters,
        Ideographs,
        Digits,
        Marks,
    }

    private static Kind KindOf(Rune rune) =>
        rune.Value switch
        {
            ' ' or '\t' or '\r' or '\n' => Kind.Space,
            >= 'a' and <= 'z' or >= 'A' and <= 'Z' => Kind.Letters,
            >= '0' and <= '9' => Kind.Digits,
            < 0x80 => Kind.Marks,
            >= 0x2E80 and <= 0x9FFF or >= 0xAC00 and <= 0xD7AF or >= 0x20000 and <= 0x3FFFF => Kind.Ideographs,
            _ => Rune.IsLetter(rune) ? Kind.OtherLetters : Kind.Marks,
        };

    private static decimal TokensOf(Kind kind, int length) =>
        kind switch
        {
            // The space before a word is part of the word's token; indentation and empty lines are tokens of their own.
            Kind.Space => length <= 1 ? 0 : 1,
            Kind.Letters => 1 + Math.Max(0, Math.Ceiling((decimal)(length - LettersInFirstToken) / LettersInNextToken)),
            Kind.OtherLetters => Math.Max(1, length / 2.6m),
            Kind.Ideographs => length * 0.75m,
            Kind.Digits => Math.Ceiling((decimal)length / DigitsInToken),
            _ => Math.Ceiling((decimal)length / MarksInToken),
        };
}
