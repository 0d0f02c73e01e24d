using System.Globalization;
using System.Text;

namespace Permil.Planning;

/// <summary>How many tokens a text has, without the model's own tokenizer: an estimate with a band, never a count.</summary>
/// <param name="Tokens">The middle of the band.</param>
/// <param name="Low">Few tokenizers find fewer.</param>
/// <param name="High">Few tokenizers find more.</param>
public readonly record struct TokenEstimate(long Tokens, long Low, long High)
{
    /// <summary>Half the width of the band, as a share of the middle. Measured: see docs/planning.md.</summary>
    public const decimal Band = 0.2m;

    // What runs of one kind cost, fitted to the o200k vocabulary (docs/planning.md): a run of letters is one token up to a
    // length, and one more for each so many letters beyond it.
    private static readonly RunCost English = new(7, 5m);
    private static readonly RunCost OtherLatin = new(4, 2m);
    private static readonly RunCost Cyrillic = new(6, 3m);
    private static readonly RunCost OtherScript = new(3, 2.5m);
    private const decimal Indentation = 0.9m;
    private const decimal Ideograph = 0.7m;
    private const decimal Symbol = 0.85m;
    private const decimal Emoji = 2m;
    private const decimal FirstMark = 0.85m;
    private const decimal NextMark = 0.2m;
    private const int DigitsInToken = 3;

    private readonly record struct RunCost(int LettersInFirst, decimal LettersInNext)
    {
        public decimal Of(int letters) => 1 + (Math.Max(0, letters - LettersInFirst) / LettersInNext);
    }

    public static TokenEstimate Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = 0m;
        var run = 0;
        var kind = Kind.Space;
        var isLower = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var next = KindOf(rune);

            // wordsLikeThis are words; one letter beyond ASCII tells that the word is of another language.
            var isNewWord = isLower && rune.Value is >= 'A' and <= 'Z';
            isLower = rune.Value is >= 'a' and <= 'z' || next == Kind.OtherLatin;
            if (IsLatin(next) && IsLatin(kind) && !isNewWord)
            {
                kind = next == Kind.OtherLatin ? next : kind;
            }
            else if (next != kind || isNewWord)
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
        English,
        OtherLatin,
        Cyrillic,
        OtherScript,
        Ideograph,
        Digit,
        Mark,
        Symbol,
        Emoji,
    }

    private static bool IsLatin(Kind kind) => kind is Kind.English or Kind.OtherLatin;

    private static Kind KindOf(Rune rune) =>
        rune.Value switch
        {
            ' ' or '\t' or '\r' or '\n' => Kind.Space,
            >= 'a' and <= 'z' or >= 'A' and <= 'Z' => Kind.English,
            >= '0' and <= '9' => Kind.Digit,
            < 0x80 => Kind.Mark,
            0xD7 or 0xF7 => Kind.Symbol,
            >= 0xC0 and <= 0x24F or >= 0x1E00 and <= 0x1EFF => Kind.OtherLatin,
            >= 0x400 and <= 0x52F => Kind.Cyrillic,
            >= 0x3000 and <= 0x303F => Kind.Symbol,
            >= 0x2E80 and <= 0x9FFF or >= 0xAC00 and <= 0xD7AF or >= 0x20000 and <= 0x3FFFF => Kind.Ideograph,
            >= 0x1F000 => Kind.Emoji,
            _ => IsOfWord(rune) ? Kind.OtherScript : Kind.Symbol,
        };

    /// <summary>Letters, and the vowel signs that many scripts write as marks on them.</summary>
    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetter(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    private static decimal TokensOf(Kind kind, int length) =>
        kind switch
        {
            // The space before a word is part of the word's token; indentation and empty lines are tokens of their own.
            Kind.Space => length <= 1 ? 0 : Indentation,
            Kind.English => English.Of(length),
            Kind.OtherLatin => OtherLatin.Of(length),
            Kind.Cyrillic => Cyrillic.Of(length),
            Kind.OtherScript => OtherScript.Of(length),
            Kind.Ideograph => length * Ideograph,
            Kind.Digit => Math.Ceiling((decimal)length / DigitsInToken),
            Kind.Mark => FirstMark + ((length - 1) * NextMark),
            Kind.Emoji => length * Emoji,
            _ => length * Symbol,
        };
}
