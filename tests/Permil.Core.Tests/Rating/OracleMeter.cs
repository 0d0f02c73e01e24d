namespace Permil.Rating;

/// <summary>A meter as the oracle knows it, with the ways to say what a price of it is per.</summary>
/// <param name="Name">In books and events.</param>
/// <param name="Family">Meters that measure the same; <see langword="null"/> for none.</param>
/// <param name="IsInput">Part of a request's input length.</param>
/// <param name="Units">Text of <c>per</c> (empty: not said) and how many of the meter's units that is.</param>
internal sealed record OracleMeter(
    string Name,
    string? Family,
    bool IsInput,
    IReadOnlyList<(string Text, Rational Block)> Units
)
{
    private static readonly (string, Rational)[] TokenUnits =
    [
        ("", Whole(1_000_000)),
        ("", Whole(1_000_000)),
        ("1M tokens", Whole(1_000_000)),
        ("1K tokens", Whole(1_000)),
        ("token", Whole(1)),
        ("1.5K tokens", Whole(1_500)),
        ("3M tokens", Whole(3_000_000)),
        ("7 tokens", Whole(7)),
    ];

    private static readonly (string, Rational)[] HourUnits =
    [
        ("", Whole(1)),
        ("GPU-hour", Whole(1)),
        ("hour", Whole(1)),
        ("minute", new(1, 60)),
        ("GPU-minute", new(1, 60)),
        ("7 minutes", new(7, 60)),
        ("second", new(1, 3600)),
        ("90 seconds", new(90, 3600)),
    ];

    private static readonly (string, Rational)[] SecondUnits =
    [
        ("", Whole(1)),
        ("second", Whole(1)),
        ("30 seconds", Whole(30)),
        ("minute", Whole(60)),
        ("hour", Whole(3600)),
    ];

    public static IReadOnlyList<OracleMeter> All { get; } =
    [
        new("input_tokens", null, true, TokenUnits),
        new("cached_input_tokens", null, true, TokenUnits),
        new("cache_write_tokens", null, true, TokenUnits),
        new("output_tokens", null, false, TokenUnits),
        new("fine_tuning_tokens", null, false, TokenUnits),
        new("rerank_tokens", "rerank", false, TokenUnits),
        new(
            "rerank_documents",
            "rerank",
            false,
            [("", Whole(1_000)), ("document", Whole(1)), ("1K documents", Whole(1_000))]
        ),
        new("image_generations", "image", false, [("", Whole(1)), ("image", Whole(1)), ("3 images", Whole(3))]),
        new("image_megapixels", "image", false, [("", Whole(1)), ("megapixel", Whole(1)), ("6 megapixels", Whole(6))]),
        new("dedicated_endpoint_hours", null, false, HourUnits),
        new("audio_seconds", "audio", false, SecondUnits),
    ];

    public static OracleMeter Named(string name) => All.Single(meter => meter.Name == name);

    private static Rational Whole(int number) => new(number, 1);
}
