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
    private readonly int _consumption;
    private readonly ConsumedDays _days = new();

    public CommitmentProbe(FocusRule rule, FileShape shape, RowTests tests)
        : base(rule, shape)
    {
        _shape = shape;
        var isCommitted = new Not(new IsNull("CommitmentDiscountId"));
        _purchases = tests.Add(new AllOf([isCommitted, new Is("ChargeCategory", "Purchase")]));
        _usage = tests.Add(
            new AllOf([isCommitted, new Is("ChargeCategory", "Usage"), new Not(new IsNull("CommitmentDiscountStatus"))])
        );
        _consumption = tests.Add(
            new AllOf([
                new Is("ChargeCategory", "Usage"),
                new Not(new IsNull("ConsumedQuantity")),
                new Not(new Is("ChargeClass", "Correction")),
            ])
        );
    }

    public override void Look(FocusBatch batch, RowTests tests, long rowsBefore)
    {
        ForEach(tests[_purchases], batch.Count, row => Add(batch, row, rowsBefore, isPurchase: true));
        ForEach(tests[_usage], batch.Count, row => Add(batch, row, rowsBefore, isPurchase: false));
        var before = -1;
        ForEach(
            tests[_consumption],
            batch.Count,
            row =>
            {
                if (before < 0 || !IsSamePeriod(batch, before, row))
                {
                    Consume(batch, row);
                }

                before = row;
            }
        );
    }

    public override FocusRuleResult Finish()
    {
        var whole = _spans.Where(named => named.Value.IsWhole(_days)).ToList();
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
                Reason =
                    "the file has no commitment's purchase and usage over the same term, with consumption on all its days",
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

    private void Consume(FocusBatch batch, int row)
    {
        if (
            MomentText.TryParse(Value(batch, row, "ChargePeriodStart"), out var from)
            && MomentText.TryParse(Value(batch, row, "ChargePeriodEnd"), out var to)
        )
        {
            _days.Add(from, to);
        }
    }

    private bool IsSamePeriod(FocusBatch batch, int one, int other) =>
        Value(batch, one, "ChargePeriodStart").SequenceEqual(Value(batch, other, "ChargePeriodStart"))
        && Value(batch, one, "ChargePeriodEnd").SequenceEqual(Value(batch, other, "ChargePeriodEnd"));

    private ReadOnlySpan<byte> Value(FocusBatch batch, int row, string column) => batch[_shape.IndexOf(column)][row];
}
