using System.Numerics;
using System.Text;

namespace Permil.Focus.Validation;

/// <summary>Holds one rule against the rows of a file, batch by batch.</summary>
internal abstract class RuleProbe(FocusRule rule, FileShape shape)
{
    private readonly int[] _columns = [.. rule.Columns.Select(shape.IndexOf)];

    public FocusRule Rule => rule;

    protected RowTally Broken { get; } = new();

    /// <summary>Looks at the rows of a batch whose tests are answered.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="tests">The answers.</param>
    /// <param name="rowsBefore">How many rows of the file are before the batch.</param>
    public abstract void Look(FocusBatch batch, RowTests tests, long rowsBefore);

    /// <summary>What is to be said after the last row.</summary>
    public virtual FocusRuleResult Finish() =>
        new()
        {
            Rule = rule,
            Outcome = Broken.Count == 0 ? FocusOutcome.Pass : FocusOutcome.Fail,
            FailingRows = Broken.Count,
            Examples = Broken.Examples,
        };

    /// <summary>A row breaks the rule.</summary>
    protected void Break(FocusBatch batch, int row, long rowsBefore) =>
        Broken.Add(rowsBefore + row + 1, () => ValuesOf(batch, row));

    /// <summary>Goes through the rows that the mask holds.</summary>
    protected static void ForEach(ReadOnlySpan<ulong> mask, int count, Action<int> look)
    {
        for (var word = 0; word * 64 < count; word++)
        {
            for (var bits = mask[word] & RowsOf(count, word); bits != 0; bits &= bits - 1)
            {
                look((word * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }
    }

    /// <summary>The bits of a word that stand for rows.</summary>
    protected static ulong RowsOf(int count, int word) =>
        count - (word * 64) is var rest && rest >= 64 ? ulong.MaxValue
        : rest <= 0 ? 0
        : (1UL << rest) - 1;

    private KeyValuePair<string, string?>[] ValuesOf(FocusBatch batch, int row) =>
        [
            .. rule.Columns.Select(
                (name, i) =>
                    KeyValuePair.Create(
                        name,
                        _columns[i] < 0 || batch[_columns[i]].IsNull(row)
                            ? null
                            : Encoding.UTF8.GetString(batch[_columns[i]][row])
                    )
            ),
        ];
}
