using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>What is billed for a commitment itself, used or not.</summary>
internal static class CommitmentPurchase
{
    /// <summary>How many pools of a commitment begin in a month: hours, the month itself, or the term.</summary>
    public static decimal Pools(QuantityCommitment commitment, BillingMonth month) =>
        commitment.Period.Common(new(month.Start, month.End)) is { From: { } from, Until: { } until }
            ? Pools(commitment.Pool, from, until)
            : 0;

    /// <summary>How many pools there are in all of its term.</summary>
    public static decimal PoolsOfTerm(QuantityCommitment commitment) =>
        Pools(commitment.Pool, commitment.From, commitment.Until);

    public static bool EndsIn(Commitment commitment, BillingMonth month) =>
        commitment.Until > month.Start && commitment.Until <= month.End;

    /// <summary>The line of a quantity commitment; none in months in which nothing of it is billed.</summary>
    public static IEnumerable<BillLine> Of(QuantityCommitment commitment, BillingMonth month)
    {
        var pools = commitment switch
        {
            { Payment: CommitmentPayment.Upfront } => month.Contains(commitment.From)
                ? Pools(commitment.Pool, commitment.From, commitment.Until)
                : 0,
            _ => Pools(commitment, month),
        };
        if (pools == 0)
        {
            return [];
        }

        var cost = Exact.Multiply(commitment.PoolCost, pools);

        // Reserved machines are bought by the unit of their meter where their price is one.
        if (
            commitment.Pool == CommitmentPool.Hour
            && Exact.TryDivide(commitment.PoolCost, commitment.Quantity, out var unitPrice)
        )
        {
            return [Line(commitment, commitment.Unit, Exact.Multiply(commitment.Quantity, pools), unitPrice, cost)];
        }

        var pool = commitment.Pool switch
        {
            CommitmentPool.Hour => "hour",
            CommitmentPool.Month => "month",
            _ => "term",
        };
        return [Line(commitment, pool, pools, commitment.PoolCost, cost)];
    }

    /// <summary>The line of money that is paid ahead.</summary>
    public static IEnumerable<BillLine> Of(SpendCommitment commitment, BillingMonth month) =>
        commitment.Payment == CommitmentPayment.Upfront && month.Contains(commitment.From)
            ? [Line(commitment, "term", 1, commitment.Amount, commitment.Amount)]
            : [];

    private static decimal Pools(CommitmentPool pool, DateTimeOffset from, DateTimeOffset until) =>
        pool switch
        {
            CommitmentPool.Hour => (until - from).Ticks / TimeSpan.TicksPerHour,
            CommitmentPool.Month => Months(from, until),
            _ => 1,
        };

    private static int Months(DateTimeOffset from, DateTimeOffset until) =>
        ((until.UtcDateTime.Year - from.UtcDateTime.Year) * 12) + until.UtcDateTime.Month - from.UtcDateTime.Month;

    private static BillLine Line(
        Commitment commitment,
        string unit,
        decimal quantity,
        decimal unitPrice,
        decimal cost
    ) =>
        new()
        {
            Key = new BillLineKey
            {
                Category = ChargeCategory.Purchase,
                Rule = commitment.Id,
                PricingUnit = unit,
                ListUnitPrice = unitPrice,
                ContractedUnitPrice = unitPrice,
            },
            PricingQuantity = quantity,
            ListCost = cost,
            ContractedCost = cost,
            BilledCost = cost,
        };
}
