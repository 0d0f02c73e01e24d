using System.Globalization;
using Permil.Rating;

namespace Permil.Server.Sync;

/// <summary>
/// What is known of one running resource: what it looked like last, and the time that has not become events yet.
/// The part of the saved state that the hours are made from, and from nothing else: the same state gives the same events.
/// </summary>
/// <remarks>
/// Between two looks that agree the resource is taken to have run on. Where they differ it is taken to have stayed as it
/// was until the second look if that came soon, and else the time between is unknown.
/// </remarks>
public sealed class ResourceTimeline
{
    /// <summary>The last look.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Whether the provider no longer lists it.</summary>
    public bool IsGone { get; set; }

    /// <summary>What ran at the last look.</summary>
    public List<Lane> Lanes { get; init; } = [];

    /// <summary>What every lane's events say, by its name.</summary>
    public SortedDictionary<string, LaneTraits> Traits { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Time not yet in a committed event, in the order in which it was seen.</summary>
    public List<LaneSpan> Spans { get; init; } = [];

    /// <summary>Units x ticks in committed events, by lane.</summary>
    public SortedDictionary<string, decimal> Emitted { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whether nothing more can come of it.</summary>
    public bool IsFinished => IsGone && Lanes.Count == 0 && Spans.Count == 0;

    /// <summary>Adds a look that found the resource.</summary>
    /// <param name="name">The resource as findings name it.</param>
    /// <param name="at">When it was looked at.</param>
    /// <param name="lanes">What ran.</param>
    /// <param name="longestGap">How long two looks may be apart and still say when something changed.</param>
    /// <param name="find">Takes what the reader of the numbers should know.</param>
    public void See(string name, DateTimeOffset at, IReadOnlyList<Lane> lanes, TimeSpan longestGap, Action<string> find)
    {
        foreach (var lane in lanes)
        {
            Traits.TryAdd(lane.Name, lane.Traits);
        }

        if (SeenAt == default)
        {
            SeeFirst(name, at, lanes, find);
        }
        else if (at < SeenAt)
        {
            find(
                $"{name}: the clock says {Text(at)}, before the last look at {Text(SeenAt)}; this look is not counted"
            );
            return;
        }
        else
        {
            Connect(name, at, lanes, longestGap, find);
        }

        IsGone = false;
        Remember(at, lanes);
    }

    /// <summary>Adds a look that did not find the resource: what was paid ahead goes on, everything else has ended.</summary>
    public void Miss(string name, DateTimeOffset at, TimeSpan longestGap, Action<string> find)
    {
        if (at < SeenAt)
        {
            return;
        }

        var left = Lanes.FindAll(lane => lane.IsPrepaid);
        Connect(name, at, left, longestGap, find);
        left.RemoveAll(lane => lane.Runs is null || !lane.Runs.Any(run => run.End > at));
        IsGone = true;
        Remember(at, left);
    }

    /// <summary>Lets go of the time before an instant, after its events are durable.</summary>
    public void Forget(DateTimeOffset before)
    {
        for (var i = 0; i < Spans.Count; i++)
        {
            var span = Spans[i];
            if (span.Start >= before)
            {
                continue;
            }

            var end = span.End < before ? span.End : before;
            if (span.Unknown is null)
            {
                Emitted[span.Lane] = Emitted.GetValueOrDefault(span.Lane) + (span.Units * (end - span.Start).Ticks);
            }

            Spans[i] = span with { Start = end };
        }

        Spans.RemoveAll(span => span.End <= span.Start);
    }

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void SeeFirst(string name, DateTimeOffset at, IReadOnlyList<Lane> lanes, Action<string> find)
    {
        foreach (var lane in lanes)
        {
            if (lane.Runs is null || !lane.CountsPast)
            {
                find(
                    $"{Named(name, lane)}: first seen at {Text(at)}; what it used before is not known and not counted"
                );
                continue;
            }

            if (lane.UnitsSince is not { } since)
            {
                Add(lane, lane.Runs, new Period(DateTimeOffset.MinValue, at), lane.Unknown);
                if (!lane.IsPrepaid)
                {
                    find(
                        $"{Named(name, lane)}: first seen at {Text(at)}; until then it is taken to have had {Units(lane)} as now"
                    );
                }

                continue;
            }

            if (!lane.Runs.Any(run => run.Start < since))
            {
                Add(lane, lane.Runs, new Period(since, at), lane.Unknown);
                continue;
            }

            var reason = $"the size changed before {Text(since)} and the provider does not say from what";
            Add(lane, lane.Runs, new Period(DateTimeOffset.MinValue, since), reason);
            Add(lane, lane.Runs, new Period(since, at), lane.Unknown);
            find($"{Named(name, lane)}: {reason}; that time is unsettled");
        }
    }

    private void Connect(
        string name,
        DateTimeOffset at,
        IReadOnlyList<Lane> lanes,
        TimeSpan longestGap,
        Action<string> find
    )
    {
        var between = new Period(SeenAt, at);
        if (between.IsEmpty)
        {
            return;
        }

        var isLong = at - SeenAt > longestGap;
        foreach (var before in Lanes)
        {
            var after = Find(lanes, before.Name);
            var runs = after?.Runs ?? before.Runs;
            var stayed = after is not null && after.Units == before.Units && after.Unknown == before.Unknown;
            if (stayed || !isLong)
            {
                Add(before, runs, between, before.Unknown);
                if (isLong && runs is null)
                {
                    find(
                        $"{Named(name, before)}: not looked at between {Text(SeenAt)} and {Text(at)}; taken to have run throughout"
                    );
                }
            }
            else
            {
                AddUnknown(name, before, runs, between, after?.Units ?? 0, find);
            }
        }

        foreach (var after in lanes)
        {
            if (isLong && Find(Lanes, after.Name) is null)
            {
                AddUnknown(name, after with { Units = 0 }, after.Runs, between, after.Units, find);
            }
        }
    }

    private void AddUnknown(
        string name,
        Lane before,
        IReadOnlyList<Period>? runs,
        Period between,
        decimal unitsAfter,
        Action<string> find
    )
    {
        var reason =
            $"{DecimalText.Of(before.Units)} at {Text(between.Start)} and {DecimalText.Of(unitsAfter)} at {Text(between.End)}, "
            + "not looked at in between: it is not known when that changed";
        Add(before with { Units = Math.Max(before.Units, unitsAfter) }, runs, between, reason);
        find($"{Named(name, before)}: {reason}; that time is unsettled");
    }

    private void Add(Lane lane, IReadOnlyList<Period>? runs, Period between, string? unknown)
    {
        if (runs is null)
        {
            Add(new LaneSpan(lane.Name, between.Start, between.End, lane.Units, unknown));
            return;
        }

        foreach (var run in runs)
        {
            var part = run.Within(between);
            Add(new LaneSpan(lane.Name, part.Start, part.End, lane.Units, unknown));
        }
    }

    private void Add(LaneSpan span)
    {
        if (span.End <= span.Start)
        {
            return;
        }

        var last = Spans.FindLastIndex(other => other.Lane == span.Lane);
        if (
            last >= 0
            && Spans[last].End == span.Start
            && Spans[last] == span with { Start = Spans[last].Start, End = span.Start }
        )
        {
            Spans[last] = Spans[last] with { End = span.End };
        }
        else
        {
            Spans.Add(span);
        }
    }

    private void Remember(DateTimeOffset at, IReadOnlyList<Lane> lanes)
    {
        SeenAt = at;
        var seen = lanes.ToList();
        Lanes.Clear();
        Lanes.AddRange(seen);
    }

    private static Lane? Find(IReadOnlyList<Lane> lanes, string name) =>
        lanes.FirstOrDefault(lane => lane.Name == name);

    private static string Named(string name, Lane lane) => lane.Name.Length == 0 ? name : $"{name} ({lane.Name})";

    private static string Units(Lane lane) =>
        $"{DecimalText.Of(lane.Units)} {(lane.Traits.Meter == Usage.Meters.StorageHours.Name ? "TiB" : "GPUs")}";
}
