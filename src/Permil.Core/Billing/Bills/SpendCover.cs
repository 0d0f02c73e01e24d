using Permil.Allocation;
using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>Draws committed money down by a month's usage, or counts usage towards what is made up for at the end.</summary>
internal static class SpendCover
{
    /// <param name="commitment">In force in some part of the month.</param>
    /// <param name="month">The month.</param>
    /// <param name="entries">The month's usage; parts that are cut off are added.</param>
    /// <param name="elsewhere">What other months have used.</param>
    public static IEnumerable<BillLine> Apply(
        SpendCommitment commitment,
        BillingMonth month,
        List<BillEntry> entries,
        UsedElsewhere elsewhere
    )
    {
        var left = Math.Max(0, Exact.Add(commitment.Amount, -elsewhere.OfCommitment(commitment.Id).Cost));
        var matching = entries
            .Where(entry => entry is { Commitment: null, BilledCost: > 0 } && entry.IsOf(commitment))
            .OrderBy(entry => entry.Start)
            .ThenBy(entry => entry.Key, BillLineOrder.Instance)
            .ToList();
        if (commitment.Payment == CommitmentPayment.Arrears)
        {
            foreach (var entry in matching)
            {
                left = Math.Max(0, Exact.Add(left, -entry.EffectiveCost));
                entry.CountFor(commitment);
            }

            return CommitmentPurchase.EndsIn(commitment, month) ? [Shortfall(commitment, left)] : [];
        }

        foreach (var stretch in matching.GroupBy(entry => entry.Start))
        {
            left = Exact.Add(left, -Cover(commitment, entries, [.. stretch], left));
        }

        var purchase = CommitmentPurchase.Of(commitment, month);
        return CommitmentPurchase.EndsIn(commitment, month) ? [.. purchase, Lapsed(commitment, left)] : purchase;
    }

    /// <returns>How much was covered.</returns>
    private static decimal Cover(
        SpendCommitment commitment,
        List<BillEntry> entries,
        IReadOnlyList<BillEntry> together,
        decimal left
    )
    {
        var wanted = together.Aggregate(0m, (sum, entry) => Exact.Add(sum, entry.BilledCost));
        if (wanted <= left)
        {
            foreach (var entry in together)
            {
                entry.Cover(commitment);
            }

            return wanted;
        }

        var shares = Apportionment.Apportion(
            left,
            [.. together.Select(entry => entry.BilledCost)],
            Exact.QuantityDecimals
        );
        for (var i = 0; i < together.Count; i++)
        {
            if (shares[i] > 0)
            {
                var part = together[i].TakeBilled(shares[i]);
                part.Cover(commitment);
                entries.Add(part);
            }
        }

        return left;
    }

    private static BillLine Shortfall(SpendCommitment commitment, decimal amount) =>
        new()
        {
            Key = new BillLineKey { Category = ChargeCategory.Adjustment, Rule = commitment.Id },
            ListCost = amount,
            ContractedCost = amount,
            EffectiveCost = amount,
            BilledCost = amount,
        };

    private static BillLine Lapsed(SpendCommitment commitment, decimal amount) =>
        new()
        {
            Key = new BillLineKey
            {
                Category = ChargeCategory.Usage,
                Rule = commitment.Id,
                Commitment = CommitmentStatus.Unused,
            },
            ListCost = amount,
            ContractedCost = amount,
            EffectiveCost = amount,
        };
}
