using System.Globalization;
using Permil.Pricing;
using Permil.Rating;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>Reads what is bought for a term.</summary>
/// <param name="ids">Of the contract.</param>
internal sealed class CommitmentReader(ContractIds ids)
{
    public QuantityCommitment Reserved(YamlEntry entry)
    {
        var head = RuleHead.Read(entry, ids, "quantity", "each", "price", "per", "cost", "overage", "paid", "unit");
        var meters = RuleMeters.Of(entry, head.For);
        var quantity = entry.Required("quantity").Count();
        var pool = entry.Required("each").OneOf("hour", "month", "term") switch
        {
            "hour" => CommitmentPool.Hour,
            "month" => CommitmentPool.Month,
            _ => CommitmentPool.Term,
        };
        RequireEnds(entry, pool);
        var overage = entry.Optional("overage");
        overage?.AllowOnly("price", "per");
        var paid = entry.Required("paid");
        var isUpfront = paid.OneOf("upfront", "monthly") == "upfront";
        return new QuantityCommitment
        {
            Head = head,
            Quantity = quantity,
            Unit = meters.Unit,
            Pool = pool,
            PoolCost = PoolCostOf(entry, meters, quantity),
            Overage = overage is null ? null : meters.RateOf(overage),
            Payment =
                isUpfront ? CommitmentPayment.Upfront
                : pool == CommitmentPool.Term
                    ? throw paid.Wrong("monthly", "upfront where 'each' is term: a term has no part of a month")
                : CommitmentPayment.Monthly,
        };
    }

    public SpendCommitment Spend(YamlEntry entry)
    {
        var head = RuleHead.Read(entry, ids, "amount", "paid");
        RequireEnds(entry, CommitmentPool.Term);
        return new SpendCommitment
        {
            Head = head,
            Amount = ContractText.Positive(entry.Required("amount")),
            Payment =
                entry.Required("paid").OneOf("upfront", "arrears") == "upfront"
                    ? CommitmentPayment.Upfront
                    : CommitmentPayment.Arrears,
        };
    }

    /// <summary>What is bought for a term has both ends, and they cut no pool in two.</summary>
    private static void RequireEnds(YamlEntry entry, CommitmentPool pool)
    {
        foreach (var end in (YamlEntry[])[entry.Required("from"), entry.Required("until")])
        {
            var instant = end.Instant();
            if (pool == CommitmentPool.Month && BillingMonth.Of(instant).Start != instant)
            {
                throw end.Wrong(end.Text(), "the first instant of a month where 'each' is month, as in 2026-10-01");
            }

            if (pool == CommitmentPool.Hour && instant.Ticks % TimeSpan.TicksPerHour != 0)
            {
                throw end.Wrong(end.Text(), "a full hour where 'each' is hour, as in 2026-10-10T08:00:00Z");
            }
        }
    }

    private static decimal PoolCostOf(YamlEntry entry, RuleMeters meters, decimal quantity)
    {
        switch (entry.Optional("price"), entry.Optional("cost"))
        {
            case ({ }, null):
                return meters.CostOf(entry, quantity);
            case (null, { } cost) when entry.Optional("per") is null:
                return cost.Amount();
            case (null, { }):
                throw entry.Required("per").Wrong("'per' beside 'cost'", "'per' beside 'price'");
            case (null, null):
                throw entry.Wrong(
                    "neither 'price' nor 'cost'",
                    "one of them: a price of one unit, or what a pool costs"
                );
            default:
                throw entry.Wrong("both 'price' and 'cost'", "one of them: a price of one unit, or what a pool costs");
        }
    }
}
