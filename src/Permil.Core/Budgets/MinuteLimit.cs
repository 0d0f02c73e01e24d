namespace Permil.Budgets;

/// <summary>A limit of so much a minute and what is used of it.</summary>
internal sealed class MinuteLimit
{
    private MinuteLimit(long most)
    {
        Most = most;
    }

    public long Most { get; private set; }

    public SlidingMinute Minute { get; } = new();

    /// <summary>Whether calls under way are not counted in it yet.</summary>
    public bool IsNew { get; set; } = true;

    /// <summary>The limit after a change: what is used stays.</summary>
    public static MinuteLimit? Changed(MinuteLimit? limit, long? most)
    {
        if (most is not { } value)
        {
            return null;
        }

        limit ??= new MinuteLimit(value);
        limit.Most = value;
        return limit;
    }

    public void Check(string name, string what, RefusalReason reason, long asked, long second, ref Wait wait)
    {
        Minute.MoveTo(second);
        if (asked <= Most - Minute.Total)
        {
            return;
        }

        if (asked > Most)
        {
            wait.Never(reason, $"{name} may use {Most} {what} a minute: the call alone takes about {asked}");
            return;
        }

        wait.Until(
            reason,
            $"{name} may use {Most} {what} a minute: {Minute.Total} are used, {asked} more were asked for",
            Minute.FirstSecondWithAtMost(Most - asked)
        );
    }

    /// <summary>What is left, 0 or more.</summary>
    public long RemainingAt(long second)
    {
        Minute.MoveTo(second);
        return Math.Max(0, Most - Minute.Total);
    }

    /// <summary>How long it takes until nothing is used of it.</summary>
    public TimeSpan ResetAfter(DateTimeOffset now)
    {
        if (Minute.Total == 0)
        {
            return TimeSpan.Zero;
        }

        var reset = DateTimeOffset.FromUnixTimeSeconds(Minute.FirstEmptySecond()) - now;
        return reset > TimeSpan.Zero ? reset : TimeSpan.Zero;
    }
}
