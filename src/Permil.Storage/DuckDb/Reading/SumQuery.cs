using System.Globalization;
using System.Text;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>The SQL that sums stored events. Only numbers ever go into it.</summary>
/// <param name="Epochs">Where time is cut.</param>
/// <param name="Columns">Dimensions to keep apart.</param>
/// <param name="Unit">Stretches of time to keep apart.</param>
/// <param name="Conditions">Which events are asked for.</param>
internal sealed record SumQuery(
    PriceEpochs Epochs,
    IReadOnlyList<DimensionColumn> Columns,
    TimeUnit Unit,
    IReadOnlyList<string> Conditions
)
{
    /// <summary>Whether sums have a column for the epoch: only where the unit does not tell.</summary>
    public bool HasEpoch => Epochs.Cuts.Any(cut => !IsAligned(cut));

    /// <summary>Sums by kind, dimensions and time: the number of events, then one sum for each of the numbers.</summary>
    /// <param name="kinds">The kinds.</param>
    /// <param name="areAllKinds">Whether there are no others.</param>
    /// <param name="shared">Kinds whose sums are added to those of another.</param>
    public string Sums(
        IReadOnlyCollection<UsageKind> kinds,
        bool areAllKinds,
        IReadOnlyDictionary<int, int>? shared = null
    ) => Select(kinds, areAllKinds, KindOf(shared), [], Enumerable.Range(0, NumbersOf(kinds)).Select(SumOf));

    /// <summary>As <see cref="Sums"/>, apart by which numbers are above 0 and by steps of the input length.</summary>
    public string Parts(IReadOnlyCollection<UsageKind> kinds) =>
        Select(
            kinds,
            areAllKinds: false,
            "kind",
            [MaskOf(NumbersOf(kinds)), StepOf(kinds)],
            Enumerable.Range(0, NumbersOf(kinds)).Select(SumOf)
        );

    /// <summary>How many events there are with the same numbers.</summary>
    public string Alike(IReadOnlyCollection<UsageKind> kinds) =>
        Select(
            kinds,
            areAllKinds: false,
            "kind",
            [.. Enumerable.Range(0, EventRow.Numbers).Select(i => $"q{i}"), "more"],
            []
        );

    /// <summary>Each event, all of it.</summary>
    public string Single(IReadOnlyCollection<UsageKind> kinds) =>
        $"SELECT kind, account, sub_account, feature, environment, tags, time, id, q0, q1, q2, q3, q4, q5, more FROM usage WHERE {string.Join(" AND ", Conditions.Append(IsOneOf("kind", kinds.Select(kind => kind.Code))))}";

    /// <summary>A condition on a column of codes.</summary>
    public static string IsOneOf(string column, IEnumerable<int> codes)
    {
        var list = string.Join(", ", codes.Select(Text));
        return list.Length == 0 ? "false" : $"{column} IN ({list})";
    }

    public static int NumbersOf(IReadOnlyCollection<UsageKind> kinds) => kinds.Max(kind => kind.Slots.Count);

    /// <summary>An instant within the stretch of time of a sum.</summary>
    public DateTimeOffset TimeOf(in StoredSum sum)
    {
        var unitStart = StartOf(sum.Unit);
        var epochStart = Epochs.TimeOf(sum.Epoch);
        return unitStart > epochStart ? unitStart : epochStart;
    }

    /// <summary>A sum as an event: of its kind, for the same ones, with all that was used.</summary>
    public UsageEvent EventOf(EventCodes codes, in StoredSum sum, ReadOnlySpan<Int128> numbers)
    {
        var kind = codes.Kinds[sum.Traits.Kind];
        return codes.WithTraits(kind.Sample, sum.Traits) with
        {
            Time = TimeOf(in sum),
            Usage = EventCodes.UsageOf(kind, numbers),
        };
    }

    /// <summary>The epoch of a unit, where each unit lies within one.</summary>
    public int EpochOf(int unit) => Unit == TimeUnit.None || Epochs.Cuts.Count == 0 ? 0 : Epochs.EpochOf(StartOf(unit));

    private DateTimeOffset StartOf(int unit) =>
        Unit switch
        {
            TimeUnit.Day => DateTimeOffset.UnixEpoch.AddDays(unit),
            TimeUnit.Hour => DateTimeOffset.UnixEpoch.AddTicks(unit * TimeSpan.TicksPerHour),
            _ => DateTimeOffset.MinValue,
        };

    /// <summary>Numbers beyond those with a column are in a list, from 1.</summary>
    private static string SumOf(int number) =>
        number < EventRow.Numbers ? $"sum(q{number})" : $"sum(coalesce(more[{number - EventRow.Numbers + 1}], 0))";

    private string Select(
        IReadOnlyCollection<UsageKind> kinds,
        bool areAllKinds,
        string kind,
        IEnumerable<string> parts,
        IEnumerable<string> sums
    )
    {
        var keys = new List<string> { kind };
        keys.AddRange(Columns.Select(DimensionColumns.NameOf));
        if (Unit != TimeUnit.None)
        {
            keys.Add(Unit == TimeUnit.Day ? "day" : $"CAST(time // {TimeSpan.TicksPerHour} AS INTEGER)");
        }

        if (HasEpoch)
        {
            keys.Add(EpochOf(0, Epochs.Cuts.Count));
        }

        keys.AddRange(parts);
        var conditions = areAllKinds ? Conditions : [.. Conditions, IsOneOf("kind", kinds.Select(kind => kind.Code))];
        var sql = new StringBuilder("SELECT ")
            .AppendJoin(", ", keys.Append("count(*)").Concat(sums))
            .Append(" FROM usage");
        if (conditions.Count > 0)
        {
            sql.Append(" WHERE ").AppendJoin(" AND ", conditions);
        }

        return sql.Append(" GROUP BY ").AppendJoin(", ", Enumerable.Range(1, keys.Count)).ToString();
    }

    private static string KindOf(IReadOnlyDictionary<int, int>? shared)
    {
        if (shared is null or { Count: 0 })
        {
            return "kind";
        }

        var cases = shared
            .GroupBy(pair => pair.Value, pair => pair.Key)
            .Select(alike => $"WHEN {IsOneOf("kind", alike)} THEN {Text(alike.Key)}");
        return $"CASE {string.Join(' ', cases)} ELSE kind END";
    }

    /// <summary>The number of the part between two cuts, found by halving.</summary>
    private string EpochOf(int first, int last)
    {
        if (first == last)
        {
            return $"CAST({Text(first)} AS INTEGER)";
        }

        var middle = (first + last) / 2;
        return $"CASE WHEN time < {TicksOf(Epochs.Cuts[middle])} THEN {EpochOf(first, middle)} ELSE {EpochOf(middle + 1, last)} END";
    }

    private string StepOf(IReadOnlyCollection<UsageKind> kinds)
    {
        var cases = new StringBuilder();
        foreach (
            var alike in kinds
                .Select(kind => (kind.Code, Step: StepOf(kind)))
                .Where(kind => kind.Step is not null)
                .GroupBy(kind => kind.Step, StringComparer.Ordinal)
        )
        {
            cases.Append(
                CultureInfo.InvariantCulture,
                $" WHEN {IsOneOf("kind", alike.Select(kind => kind.Code))} THEN {alike.Key}"
            );
        }

        return cases.Length == 0 ? "CAST(0 AS INTEGER)" : $"CASE{cases} ELSE CAST(0 AS INTEGER) END";
    }

    /// <summary>How many steps the input length of an event, as the rater counts it, passes.</summary>
    private string? StepOf(UsageKind kind)
    {
        var steps = Epochs.StepsOf(kind.Code).ToList();
        var input = Enumerable
            .Range(0, kind.Slots.Count)
            .Where(i => kind.Slots[i].Part == SlotPart.Whole && kind.IsInput(kind.Meters[i]))
            .Select(i => $"q{i}")
            .ToList();
        return steps.Count == 0 || input.Count == 0
            ? null
            : string.Join(" + ", steps.Select(step => $"CAST({string.Join(" + ", input)} > {step} AS INTEGER)"));
    }

    private static string MaskOf(int numbers) =>
        numbers == 0
            ? "CAST(0 AS INTEGER)"
            : string.Join(" + ", Enumerable.Range(0, numbers).Select(i => $"CAST(q{i} <> 0 AS INTEGER) * {1 << i}"));

    private bool IsAligned(DateTimeOffset cut) =>
        Unit switch
        {
            TimeUnit.Day => cut.UtcTicks % TimeSpan.TicksPerDay == 0,
            TimeUnit.Hour => cut.UtcTicks % TimeSpan.TicksPerHour == 0,
            _ => false,
        };

    public static string TicksOf(DateTimeOffset time) => Text((time - DateTimeOffset.UnixEpoch).Ticks);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
