using System.Numerics;

namespace Permil.Focus.Validation;

/// <summary>Counts rows that meet a rule's condition and do not pass its test.</summary>
internal sealed class RowProbe : RuleProbe
{
    private readonly int _test;
    private readonly int _condition;

    public RowProbe(FocusRule rule, FocusCheck.OfRows check, FileShape shape, RowTests tests)
        : base(rule, shape)
    {
        _test = tests.Add(check.Test);
        _condition = check.Condition is null ? -1 : tests.Add(check.Condition);
    }

    public override void Look(FocusBatch batch, RowTests tests, long rowsBefore)
    {
        var passed = tests[_test];
        for (var word = 0; word * 64 < batch.Count; word++)
        {
            var broken = ~passed[word] & RowsOf(batch.Count, word);
            broken &= _condition < 0 ? ulong.MaxValue : tests[_condition][word];
            for (; broken != 0; broken &= broken - 1)
            {
                Break(batch, (word * 64) + BitOperations.TrailingZeroCount(broken), rowsBefore);
            }
        }
    }
}
