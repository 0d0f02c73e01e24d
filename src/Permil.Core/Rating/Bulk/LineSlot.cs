namespace Permil.Rating.Bulk;

/// <summary>What the value at one place of a known line is for.</summary>
internal enum LineSlot
{
    /// <summary>A text nobody asks for; it is only checked.</summary>
    SkippedText,

    /// <summary>A number nobody asks for; it is only checked.</summary>
    SkippedNumber,

    /// <summary>A count without a part in the cost; the full reader refuses what is no whole number.</summary>
    SkippedCount,

    /// <summary>An amount without a part in the cost; the full reader refuses what is too large.</summary>
    SkippedAmount,
    Id,

    /// <summary>RFC 3339 in UTC.</summary>
    TimeText,

    /// <summary>Seconds or milliseconds since 1970.</summary>
    TimeNumber,

    /// <summary>A dimension: its number says which.</summary>
    Dimension,
    PromptTokens,
    CachedInsidePrompt,
    OutputTokens,
}
