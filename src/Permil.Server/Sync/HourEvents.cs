using System.Globalization;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync;

/// <summary>Turns the time of a resource into one event for each lane and completed UTC hour.</summary>
/// <remarks>
/// A quantity is what the sum of a lane, rounded once, grows by in the hour: the hours of a lane add up to its whole time,
/// however it is cut. Nothing is emitted of an hour that a later look could still add to.
/// </remarks>
internal static class HourEvents
{
    /// <summary>The end of the last completed hour that was looked at to its end.</summary>
    public static DateTimeOffset EndOf(ResourceTimeline timeline) => HourOf(timeline.SeenAt);

    /// <param name="source">The source of the events.</param>
    /// <param name="path">What ids begin with: <c>cluster/clu_01</c>.</param>
    /// <param name="provider">The provider as price books name it.</param>
    /// <param name="timeline">The resource.</param>
    /// <param name="defaults">What the caller wishes events to say that do not say it.</param>
    public static IEnumerable<UsageEvent> Of(
        string source,
        string path,
        string provider,
        ResourceTimeline timeline,
        IReadOnlyDictionary<string, string> defaults
    )
    {
        var end = EndOf(timeline);
        foreach (
            var (lane, spans) in timeline.Spans.GroupBy(span => span.Lane).Select(group => (group.Key, group.ToList()))
        )
        {
            var traits = timeline.Traits[lane];
            var sum = timeline.Emitted.GetValueOrDefault(lane);
            foreach (var hour in HoursOf(spans, end))
            {
                var (unitTicks, unknown) = Within(spans, new Period(hour, hour.AddHours(1)));
                var name = string.Join(
                    '/',
                    new[] { path, lane, hour.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture) }.Where(part =>
                        part.Length > 0
                    )
                );
                var quantity = Hours(sum + unitTicks) - Hours(sum);
                sum += unitTicks;
                if (quantity > 0)
                {
                    yield return Build(name, quantity, unknown: null);
                }

                if (unknown is not null)
                {
                    yield return Build($"{name}/unknown", 0, unknown);
                }

                UsageEvent Build(string id, decimal hours, string? unknown)
                {
                    var context = new RecordContext(
                        path,
                        0,
                        0,
                        new ReadOptions { DefaultTime = hour, Defaults = defaults }
                    );
                    var draft = new EventDraft(context, source)
                    {
                        Id = id,
                        Time = hour,
                        Provider = provider,
                        Model = traits.Model,
                        Mode = traits.Mode,
                        SubAccount = traits.SubAccount,
                        UnsettledReason = unknown,
                    };
                    draft.Add(MeterOf(traits), hours);
                    foreach (var (attribute, value) in traits.Attributes)
                    {
                        draft.Note(attribute, value);
                    }

                    foreach (var (tag, value) in traits.Tags)
                    {
                        draft.Tag(tag, value);
                    }

                    return draft.Build();
                }
            }
        }
    }

    private static Meter MeterOf(LaneTraits traits) =>
        Meters.TryFind(traits.Meter, out var meter)
            ? meter
            : throw new SyncException($"the sync state names a meter '{traits.Meter}' that is not known");

    /// <summary>The hours that the spans touch and that have ended, in order.</summary>
    private static IEnumerable<DateTimeOffset> HoursOf(List<LaneSpan> spans, DateTimeOffset end)
    {
        var done = DateTimeOffset.MinValue;
        foreach (var span in spans.OrderBy(span => span.Start))
        {
            var first = HourOf(span.Start);
            for (var hour = first > done ? first : done; hour < span.End && hour < end; hour = hour.AddHours(1))
            {
                yield return hour;
                done = hour.AddHours(1);
            }
        }
    }

    private static (decimal UnitTicks, string? Unknown) Within(List<LaneSpan> spans, Period hour)
    {
        var unitTicks = 0m;
        string? unknown = null;
        foreach (var span in spans)
        {
            var part = new Period(span.Start, span.End).Within(hour);
            if (part.IsEmpty)
            {
                continue;
            }

            if (span.Unknown is null)
            {
                unitTicks += span.Units * (part.End - part.Start).Ticks;
            }
            else
            {
                unknown ??= span.Unknown;
            }
        }

        return (unitTicks, unknown);
    }

    private static decimal Hours(decimal unitTicks) =>
        Exact.MultiplyDivideToQuantity(unitTicks, 1, TimeSpan.TicksPerHour);

    private static DateTimeOffset HourOf(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
