namespace Permil.Storage.DuckDb.Reading;

/// <summary>How events of a kind can be summed so that pricing the sums gives what pricing the events gives.</summary>
internal enum SumClass
{
    /// <summary>Each meter has a price and the price of a sum is the sum of the prices.</summary>
    Sums,

    /// <summary>As <see cref="Sums"/>, but apart by which meters are above 0 and by steps of the input length.</summary>
    Parts,

    /// <summary>Only events with the same quantities: a minimum, a block or a rounding is by event.</summary>
    Alike,

    /// <summary>Each event by itself, in the order of time: its price depends on the rest of the month.</summary>
    Single,
}
