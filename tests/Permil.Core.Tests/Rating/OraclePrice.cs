namespace Permil.Rating;

/// <summary>A price in the words of the issue, as plain as a test can say it. Amounts are the text of the book.</summary>
internal sealed record OraclePrice
{
    /// <summary>Stands in the book under this model, or under <see cref="Class"/>, or (both null) under the provider.</summary>
    public string? Model { get; init; }

    public string? Class { get; init; }

    public required string Mode { get; init; }

    public required string Meter { get; init; }

    public IReadOnlyDictionary<string, string> Where { get; init; } = new Dictionary<string, string>();

    /// <summary>An amount, <c>free</c> or <c>not-public</c>; empty for tiers and multiples.</summary>
    public string Amount { get; init; } = "";

    /// <summary><c>graduated</c> or <c>volume</c> when <see cref="Tiers"/> are used.</summary>
    public string TierKind { get; init; } = "";

    /// <summary>Rising; the last one's end is <see langword="null"/>.</summary>
    public IReadOnlyList<(string? UpTo, string Amount)> Tiers { get; init; } = [];

    /// <summary>The mode whose price is multiplied by <see cref="Factor"/>; <see langword="null"/>: own amounts.</summary>
    public string? MultipleOf { get; init; }

    public string Factor { get; init; } = "1";

    public (string Text, Rational Block) Per { get; init; }

    public bool RoundsUp { get; init; }

    public string? Minimum { get; init; }

    public int? DefaultSteps { get; init; }

    public IReadOnlyList<(int Over, string Amount)> Steps { get; init; } = [];

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public required DateOnly Learned { get; init; }

    public DateOnly? Withdrawn { get; init; }

    public bool IsInForceAt(DateTimeOffset time) => !(time < From) && !(time >= Until);

    public bool IsKnownOn(DateOnly day) => Learned <= day && !(Withdrawn <= day);

    /// <summary>Whether the two stand at the same place and are about the same meter and dimensions.</summary>
    public bool IsSameSkuAs(OraclePrice other) =>
        IsBesides(other)
        && Meter == other.Meter
        && Where.Count == other.Where.Count
        && !Where.Except(other.Where).Any();

    /// <summary>Whether the two stand at the same place of the book in the same mode.</summary>
    public bool IsBesides(OraclePrice other) => (Model, Class, Mode) == (other.Model, other.Class, other.Mode);
}
