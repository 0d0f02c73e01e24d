namespace Permil.Budgets;

/// <summary>
/// A sum over 60 seconds that slides by whole seconds: what is added in a second counts in it and in the 59 after it.
/// </summary>
internal sealed class SlidingMinute
{
    public const int Seconds = 60;

    private readonly long[] _bySecond = new long[Seconds];
    private long _second = long.MinValue / 2;

    /// <summary>The sum at the latest second it was moved to.</summary>
    public long Total { get; private set; }

    /// <summary>Lets time pass. Time does not go back.</summary>
    /// <param name="second">Counted from any fixed instant.</param>
    public void MoveTo(long second)
    {
        if (second <= _second)
        {
            return;
        }

        if (second - _second >= Seconds)
        {
            Array.Clear(_bySecond);
            Total = 0;
        }
        else
        {
            for (var passed = _second + 1; passed <= second; passed++)
            {
                ref var bucket = ref _bySecond[PlaceOf(passed)];
                Total -= bucket;
                bucket = 0;
            }
        }

        _second = second;
    }

    /// <summary>Adds to a second, or takes from what was added to it; nothing when it has slid out.</summary>
    public void Add(long second, long amount)
    {
        if (second <= _second - Seconds)
        {
            return;
        }

        MoveTo(second);
        _bySecond[PlaceOf(second)] += amount;
        Total += amount;
    }

    /// <summary>The first second from the latest on in which the sum is at most so much, when nothing more is added.</summary>
    /// <param name="most">0 or more.</param>
    public long FirstSecondWithAtMost(long most)
    {
        var total = Total;
        var second = _second;
        while (total > most)
        {
            second++;
            total -= _bySecond[PlaceOf(second)];
        }

        return second;
    }

    /// <summary>The first second from the latest on in which the sum is 0, when nothing more is added.</summary>
    public long FirstEmptySecond()
    {
        if (Total == 0)
        {
            return _second;
        }

        var last = _second;
        while (_bySecond[PlaceOf(last)] == 0)
        {
            last--;
        }

        return last + Seconds;
    }

    private static int PlaceOf(long second) => (int)(((second % Seconds) + Seconds) % Seconds);
}
