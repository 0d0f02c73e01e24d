using System.Globalization;
using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Rows;
using Permil.Storage.DuckDb.Writing;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>What a selection asks of stored events, as SQL. Only numbers ever go into it.</summary>
internal static class UsageConditions
{
    /// <summary>Events that count, as of the last that the selection knows.</summary>
    public static IEnumerable<string> Counted(DuckDbConnection connection, UsageSelection selection)
    {
        if (selection.FromSequence > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"sequence >= {selection.FromSequence}");
        }

        if (
            selection.ThroughSequence is { } through
            && through < connection.QueryNumber("SELECT last_sequence FROM store_state")
        )
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"sequence <= {through}");
            var uncounted = new UncountedEvents(connection, through);
            yield return $"sequence NOT IN ({uncounted.RevisedEvents})";
            if (uncounted.Revisions() is { Count: > 0 } revisions)
            {
                yield return $"sequence NOT IN ({string.Join(", ", revisions.Select(Text))})";
            }
        }
        else if (connection.QueryNumber("SELECT count(*) FROM uncounted") > 0)
        {
            yield return "sequence NOT IN (SELECT sequence FROM uncounted)";
        }
    }

    /// <summary>Events of the asked period.</summary>
    public static IEnumerable<string> OfTime(DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is { } start)
        {
            yield return $"time >= {SumQuery.TicksOf(start)}";
        }

        if (to is { } end)
        {
            yield return $"time < {SumQuery.TicksOf(end)}";
        }
    }

    /// <summary>Events of the calendar months that the asked period touches.</summary>
    public static IEnumerable<string> OfMonths(UsageSelection selection) =>
        OfTime(
            selection.From is { } from ? MonthOf(from) : null,
            selection.To is { } to ? MonthOf(to.AddTicks(-1)).AddMonths(1) : null
        );

    /// <summary>Events that filters take as they are recorded; other filters than those of an owner are left out.</summary>
    public static IEnumerable<string> OfOwners(EventCodes codes, IEnumerable<UsageFilter> filters)
    {
        foreach (var filter in filters)
        {
            if (DimensionColumns.Of(filter.Key) is { } column)
            {
                yield return SumQuery.IsOneOf(DimensionColumns.NameOf(column), CodesOf(codes, filter));
            }
        }
    }

    public static DateTimeOffset MonthOf(DateTimeOffset time) =>
        new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private static IEnumerable<int> CodesOf(EventCodes codes, UsageFilter filter)
    {
        if (filter.Key.Dimension is not (GroupDimension.Tag or GroupDimension.Tags))
        {
            return filter.Values.Select(value => value is null ? 0 : codes.Texts.Find(value)).OfType<int>();
        }

        return Enumerable
            .Range(0, codes.Tags.Count + 1)
            .Where(code => filter.Takes(codes.WithTraits(codes.Kinds.All[0].Sample, new EventTraits { Tags = code })));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
