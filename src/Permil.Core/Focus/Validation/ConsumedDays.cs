namespace Permil.Focus.Validation;

/// <summary>The days, UTC, of which a file has consumption; it holds one entry a day at most.</summary>
internal sealed class ConsumedDays
{
    /// <summary>The last day of what begins on a day.</summary>
    private readonly SortedDictionary<DateOnly, DateOnly> _stretches = [];

    /// <param name="from">The first instant.</param>
    /// <param name="to">Exclusive.</param>
    public void Add(DateTimeOffset from, DateTimeOffset to)
    {
        if (from >= to)
        {
            return;
        }

        var (first, last) = (DayOf(from), DayOf(to.AddTicks(-1)));
        if (!_stretches.TryGetValue(first, out var known) || known < last)
        {
            _stretches[first] = last;
        }
    }

    /// <summary>Whether no day is missing.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">Exclusive, later.</param>
    public bool Cover(DateTimeOffset from, DateTimeOffset to)
    {
        var (next, end) = (DayOf(from).DayNumber, DayOf(to.AddTicks(-1)).DayNumber);
        foreach (var (first, last) in _stretches)
        {
            if (first.DayNumber > next)
            {
                break;
            }

            next = Math.Max(next, last.DayNumber + 1);
        }

        return next > end;
    }

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
