namespace Permil.Budgets;

/// <summary>What a call takes of the limits while it is not known what it uses.</summary>
/// <param name="Second">When it was admitted, in seconds since 1970.</param>
/// <param name="InputTokens">About what it will read.</param>
/// <param name="OutputTokens">About what it will write.</param>
/// <param name="BatchTokens">Tokens of a batch; <see langword="null"/> for a call.</param>
/// <param name="Model">What batch tokens are counted by.</param>
internal readonly record struct CallDemand(
    long Second,
    long InputTokens,
    long OutputTokens,
    long? BatchTokens,
    string Model
)
{
    /// <summary>Bytes of a token in English prose, about. A better guess than the bound, which is a byte a token.</summary>
    public const int BytesPerToken = 4;

    /// <summary>About the length of a long answer, for a call that nothing like it was measured before.</summary>
    public const long UsualOutputTokens = 1_000;

    public static CallDemand Of(long second, CallBound bound) =>
        new(
            second,
            Sane(bound.LikelyInputTokens ?? bound.InputTokens / BytesPerToken, 1),
            Sane(bound.LikelyOutputTokens ?? Math.Min(bound.OutputTokens ?? UsualOutputTokens, UsualOutputTokens), 0),
            null,
            ""
        );

    public static CallDemand OfBatch(long second, CallScope scope, long tokens) =>
        new(second, 0, 0, Sane(tokens, 0), scope.CanonicalModel ?? scope.Call.Model);

    /// <summary>Keeps sums of what a caller claims within what can be added up.</summary>
    public static long Sane(long tokens, long least) => Math.Clamp(tokens, least, MaxTokens);

    public const long MaxTokens = 1_000_000_000_000;
}
