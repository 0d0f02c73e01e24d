namespace Permil.Focus.Validation;

/// <summary>Finds rows whose value was there before. Keeps each value once.</summary>
internal sealed class DuplicateProbe : RuleProbe
{
    private readonly HashSet<byte[]> _seen = new(Utf8Comparer.Instance);
    private readonly int _column;
    private readonly int _condition;

    public DuplicateProbe(FocusRule rule, FocusCheck.OfNoDuplicates check, FileShape shape, RowTests tests)
        : base(rule, shape)
    {
        _column = shape.IndexOf(check.Column);
        _condition = tests.Add(check.Condition ?? new FocusTest.AllOf([]));
    }

    public override void Look(FocusBatch batch, RowTests tests, long rowsBefore) =>
        ForEach(
            tests[_condition],
            batch.Count,
            row =>
            {
                var column = batch[_column];
                if (!column.IsNull(row) && !_seen.GetAlternateLookup<ReadOnlySpan<byte>>().Add(column[row]))
                {
                    Break(batch, row, rowsBefore);
                }
            }
        );
}
