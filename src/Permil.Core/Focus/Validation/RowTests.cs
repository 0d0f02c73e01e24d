namespace Permil.Focus.Validation;

/// <summary>
/// Answers many tests for a batch of rows at once: a bit a row, every part that tests share answered once, every value
/// that repeats the row before looked at once.
/// </summary>
internal sealed class RowTests
{
    /// <summary>Words of 64 rows in a batch.</summary>
    public const int Words = FocusBatch.Capacity / 64;

    private readonly FileShape _shape;
    private readonly List<(Action<FocusBatch, ulong[]> Answer, ulong[] Rows)> _steps = [];
    private readonly Dictionary<FocusTest, int> _known = [];

    public RowTests(FileShape shape) => _shape = shape;

    /// <summary>Adds a test, whose answers are then at the place that is given back.</summary>
    public int Add(FocusTest test)
    {
        if (_known.TryGetValue(test, out var place))
        {
            return place;
        }

        var answer = test switch
        {
            FocusTest.AllOf all => Combined(all.Parts, isAll: true),
            FocusTest.AnyOf any => Combined(any.Parts, isAll: false),
            FocusTest.Not not => Inverted(Add(not.Part)),
            FocusTest.IsNull isNull => NullsOf(_shape.IndexOf(isNull.Column)),
            _ => new ValueTests(_shape).AnswerOf(test),
        };
        _steps.Add((answer, new ulong[Words]));
        _known[test] = _steps.Count - 1;
        return _steps.Count - 1;
    }

    public void Answer(FocusBatch batch)
    {
        // The parts of a test were added before it.
        foreach (var (answer, rows) in _steps)
        {
            answer(batch, rows);
        }
    }

    /// <summary>A bit a row, set where the test at the place is true; beyond the last row they mean nothing.</summary>
    public ReadOnlySpan<ulong> this[int place] => _steps[place].Rows;

    private Action<FocusBatch, ulong[]> Combined(IReadOnlyList<FocusTest> parts, bool isAll)
    {
        var places = parts.Select(Add).ToArray();
        return (_, rows) =>
        {
            rows.AsSpan().Fill(isAll ? ulong.MaxValue : 0);
            foreach (var place in places)
            {
                var part = _steps[place].Rows;
                for (var word = 0; word < Words; word++)
                {
                    rows[word] = isAll ? rows[word] & part[word] : rows[word] | part[word];
                }
            }
        };
    }

    private Action<FocusBatch, ulong[]> Inverted(int place) =>
        (_, rows) =>
        {
            var part = _steps[place].Rows;
            for (var word = 0; word < Words; word++)
            {
                rows[word] = ~part[word];
            }
        };

    private static Action<FocusBatch, ulong[]> NullsOf(int column) =>
        column < 0
            ? (_, rows) => rows.AsSpan().Fill(ulong.MaxValue)
            : (batch, rows) => batch[column].Nulls.CopyTo(rows);
}
