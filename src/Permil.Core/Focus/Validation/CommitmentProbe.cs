using System.Text;
using static Permil.Focus.Validation.FocusTest;

namespace Permil.Focus.Validation;

/// <summary>Holds what a commitment's used and unused rows cost against what was paid for it.</summary>
internal sealed class CommitmentProbe : RuleProbe
{
    private readonly SortedDictionary<string, CommitmentSpan> _spans = new(StringComparer.Ordinal);
    private readonly FileShape _shape;
    private readonly int _purchases;
    private readonly int _usage;

    public CommitmentProbe(FocusRule rule, FileShape shape, RowTests tests)
        : base(rule, shape)
    {
        _shape = shape;
        var isCommitted = new Not(new IsNull("CommitmentDiscountId"));
        _purchases = tests.Add(new AllOf([isCommitted, new Is("ChargeCategory", "Purchase")]));
        _usage = tests.Add(
            new AllOf([isCommitted, new Is("ChargeCategory", "Usage"), new Not(new IsNull("CommitmentDiscountStatus"))])
        );
    }

    public override void Look(FocusBatch batch, RowTests tests, long rowsBefore)
    {
        ForEach(tests[_purchases], batch.Count, row => Add(batch, row, rowsBefore, isPurchase: true));
        ForEach(tests[_usage], batch.Count, row => Add(batch, row, rowsBefore, isPurchase: false));
    }

    public override FocusRuleResult Finish()
    {
        var whole = _spans.Where(named => named.Value.IsWhole).ToList();
        foreach (var (id, span) in whole.Where(named => !named.Value.IsBalanced))
        {
            Broken.Add(
                span.LastRow,
                () =>
                    [
                        KeyValuePair.Create<string, string?>("CommitmentDiscountId", id),
                        KeyValuePair.Create<string, string?>("BilledCost of purchases", span.Bought.ToString()),
                        KeyValuePair.Create<string, string?>("EffectiveCost of usage", span.Spent.ToString()),
                    ]
            );
        }

        return whole.Count > 0
            ? base.Finish()
            : new()
            {
                Rule = Rule,
                Outcome = FocusOutcome.Skipped,
                Reason = "the file has no commitment's purchase and usage over the same term",
            };
    }

    private void Add(FocusBatch batch, int row, long rowsBefore, bool isPurchase)
    {
        if (
            !ExactNumber.TryParse(Value(batch, row, isPurchase ? "BilledCost" : "EffectiveCost"), out var cost)
            || !MomentText.TryParse(Value(batch, row, "ChargePeriodStart"), out var from)
            || !MomentText.TryParse(Value(batch, row, "ChargePeriodEnd"), out var to)
        )
        {
            // Other rules say so.
            return;
        }

        var id = Encoding.UTF8.GetString(Value(batch, row, "CommitmentDiscountId"));
        if (!_spans.TryGetValue(id, out var span))
        {
            _spans[id] = span = new();
        }

        if (isPurchase)
        {
            span.Buy(cost, from, to, rowsBefore + row + 1);
        }
        else
        {
            span.Spend(cost, from, to, rowsBefore + row + 1);
        }
    }

    private ReadOnlySpan<byte> Value(FocusBatch batch, int row, string column) => batch[_shape.IndexOf(column)][row];
}
