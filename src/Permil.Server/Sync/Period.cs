namespace Permil.Server.Sync;

/// <summary>A time from its start, inclusive, to its end, exclusive. <see cref="Open"/> as the end: it goes on.</summary>
public readonly record struct Period(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The end of what has not ended.</summary>
    public static readonly DateTimeOffset Open = DateTimeOffset.MaxValue;

    public bool IsEmpty => End <= Start;

    /// <summary>The part that both have; empty where they have none.</summary>
    public Period Within(Period other) =>
        new(Start > other.Start ? Start : other.Start, End < other.End ? End : other.End);
}
