using Permil.Allocation;
using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>What a quantity commitment covers of a month's usage, and what of it nobody used.</summary>
internal sealed class QuantityCover
{
    private readonly QuantityCommitment _commitment;
    private readonly BillingMonth _month;
    private readonly List<BillEntry> _entries;
    private readonly List<BillEntry> _covered = [];

    private QuantityCover(QuantityCommitment commitment, BillingMonth month, List<BillEntry> entries)
    {
        _commitment = commitment;
        _month = month;
        _entries = entries;
    }

    /// <summary>Covers entries, cutting those that are covered in part, and says what is bought and what was not used.</summary>
    /// <param name="commitment">In force in some part of the month.</param>
    /// <param name="month">The month.</param>
    /// <param name="entries">The month's usage; parts that are cut off are added.</param>
    /// <param name="elsewhere">What other months have used.</param>
    public static IEnumerable<BillLine> Apply(
        QuantityCommitment commitment,
        BillingMonth month,
        List<BillEntry> entries,
        UsedElsewhere elsewhere
    )
    {
        var cover = new QuantityCover(commitment, month, entries);
        var unused = commitment.Pool == CommitmentPool.Term ? cover.CoverTerm(elsewhere) : cover.CoverPools();
        return unused.Concat(CommitmentPurchase.Of(commitment, month));
    }

    /// <summary>Charges what no commitment covers at the rate agreed for it, if one was.</summary>
    public static void ChargeOverage(QuantityCommitment commitment, IEnumerable<BillEntry> entries)
    {
        if (commitment.Overage is not { } rate)
        {
            return;
        }

        foreach (var entry in entries.Where(entry => entry.IsFree && entry.IsOf(commitment)))
        {
            entry.ChargeOverage(commitment, rate);
        }
    }

    /// <summary>Pools of each hour, or the one of the month: what is not used of them is lost within the month.</summary>
    private IEnumerable<BillLine> CoverPools()
    {
        var pools = CommitmentPurchase.Pools(_commitment, _month);
        var cost = Exact.Multiply(_commitment.PoolCost, pools);
        var unused = Exact.Multiply(_commitment.Quantity, pools);
        foreach (var pool in Matching().GroupBy(PoolOf))
        {
            unused = Exact.Add(unused, -Cover(pool, _commitment.Quantity));
        }

        // What the pools cost is spread over what was used and what was not.
        var shares = Apportionment.Apportion(
            cost,
            [.. _covered.Select(entry => entry.ConsumedQuantity), unused],
            Exact.QuantityDecimals
        );
        for (var i = 0; i < _covered.Count; i++)
        {
            _covered[i].EffectiveCost = shares[i];
        }

        return Unused(unused, shares[^1]);
    }

    /// <summary>One pool for the whole term: what is not used of it is lost in the month in which the term ends.</summary>
    private IEnumerable<BillLine> CoverTerm(UsedElsewhere elsewhere)
    {
        var (quantityElsewhere, costElsewhere) = elsewhere.OfCommitment(_commitment.Id);
        var left = Math.Max(0, Exact.Add(_commitment.Quantity, -quantityElsewhere));
        var costLeft = Exact.Add(_commitment.PoolCost, -costElsewhere);
        left = Exact.Add(left, -Cover(Matching(), left));

        // Whoever uses the last of it takes what rounding has left over.
        foreach (var entry in _covered)
        {
            entry.EffectiveCost =
                left == 0 && ReferenceEquals(entry, _covered[^1])
                    ? costLeft
                    : Exact.MultiplyDivideToQuantity(
                        _commitment.PoolCost,
                        entry.ConsumedQuantity,
                        _commitment.Quantity
                    );
            costLeft = Exact.Add(costLeft, -entry.EffectiveCost);
        }

        return CommitmentPurchase.EndsIn(_commitment, _month) ? Unused(left, costLeft) : [];
    }

    /// <summary>In the order of time; parts that are cut off later are not among them.</summary>
    private List<BillEntry> Matching() =>
        [
            .. _entries
                .Where(entry => entry.IsFree && entry.IsOf(_commitment))
                .OrderBy(entry => entry.Start)
                .ThenBy(entry => entry.Key, BillLineOrder.Instance),
        ];

    private DateTimeOffset PoolOf(BillEntry entry) =>
        _commitment.Pool == CommitmentPool.Month
            ? _month.Start
            : entry.Start.AddTicks(-(entry.Start.UtcTicks % TimeSpan.TicksPerHour));

    /// <param name="usage">In the order of time.</param>
    /// <param name="capacity">How much can be covered.</param>
    /// <returns>How much was covered.</returns>
    private decimal Cover(IEnumerable<BillEntry> usage, decimal capacity)
    {
        // Within a month's pool whoever comes first is covered; within one stretch of time all alike.
        var left = capacity;
        foreach (var stretch in usage.GroupBy(entry => entry.Start))
        {
            var together = stretch.ToList();
            var wanted = together.Aggregate(0m, (sum, entry) => Exact.Add(sum, entry.ConsumedQuantity));
            if (wanted <= left)
            {
                together.ForEach(CoverAll);
                left = Exact.Add(left, -wanted);
            }
            else
            {
                CoverShares(together, left);
                left = 0;
            }
        }

        return Exact.Add(capacity, -left);
    }

    private void CoverAll(BillEntry entry)
    {
        entry.Cover(_commitment);
        _covered.Add(entry);
    }

    private void CoverShares(List<BillEntry> together, decimal capacity)
    {
        var shares = Apportionment.Apportion(
            capacity,
            [.. together.Select(entry => entry.ConsumedQuantity)],
            Exact.QuantityDecimals
        );
        for (var i = 0; i < together.Count; i++)
        {
            if (shares[i] > 0)
            {
                var part = together[i].TakeQuantity(shares[i]);
                _entries.Add(part);
                CoverAll(part);
            }
        }
    }

    private IEnumerable<BillLine> Unused(decimal quantity, decimal cost) =>
        [
            new BillLine
            {
                Key = new BillLineKey
                {
                    Category = ChargeCategory.Usage,
                    Rule = _commitment.Id,
                    Commitment = CommitmentStatus.Unused,
                    PricingUnit = _commitment.Unit,
                },
                PricingQuantity = quantity,
                ListCost = cost,
                ContractedCost = cost,
                EffectiveCost = cost,
            },
        ];
}
