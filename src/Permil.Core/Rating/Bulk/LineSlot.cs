namespace Permil.Rating.Bulk;

/// <summary>What the value at one place of a known line is for.</summary>
internal enum LineSlot
{
    /// <summary>A text nobody asks for; it is only checked.</summary>
    SkippedText,

    /// <summary>A number nobody asks for; it is only checked.</summary>
    SkippedNumber,

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

    /// <summary>A part of the output, noted beside it.</summary>
    ReasoningTokens,

    /// <summary>What all tokens should add up to.</summary>
    TotalTokens,

    /// <summary>What the log says the call cost; the full reader refuses what is too large.</summary>
    ReportedCost,
}
