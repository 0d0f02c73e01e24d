namespace Permil.Focus.Validation;

/// <summary>Finds rows whose value goes with another one than where it was first seen. Keeps each value once.</summary>
internal sealed class OneToProbe : RuleProbe
{
    private readonly Dictionary<byte[], byte[]> _others = new(Utf8Comparer.Instance);
    private readonly int _column;
    private readonly int _other;
    private readonly int _condition;

    public OneToProbe(FocusRule rule, FocusCheck.OfOneTo check, FileShape shape, RowTests tests)
        : base(rule, shape)
    {
        _column = shape.IndexOf(check.Column);
        _other = shape.IndexOf(check.Other);
        _condition = tests.Add(check.Condition ?? new FocusTest.AllOf([]));
    }

    public override void Look(FocusBatch batch, RowTests tests, long rowsBefore)
    {
        var (column, other) = (batch[_column], batch[_other]);
        var before = -1;
        ForEach(
            tests[_condition],
            batch.Count,
            row =>
            {
                if (column.IsNull(row) || other.IsNull(row))
                {
                    return;
                }

                var isRepeated =
                    before >= 0 && column[row].SequenceEqual(column[before]) && other[row].SequenceEqual(other[before]);
                if (isRepeated)
                {
                    return;
                }

                if (!_others.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(column[row], out var first))
                {
                    _others[column[row].ToArray()] = other[row].ToArray();
                }
                else if (!other[row].SequenceEqual(first))
                {
                    Break(batch, row, rowsBefore);
                    return;
                }

                before = row;
            }
        );
    }
}
