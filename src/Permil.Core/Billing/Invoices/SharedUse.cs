using Permil.Billing.Bills;
using Permil.Billing.Contracts;

namespace Permil.Billing.Invoices;

/// <summary>What several months use together: credits, money paid or promised for a term, quantities for a term.</summary>
internal static class SharedUse
{
    /// <summary>
    /// Whether a month's bill may come out otherwise since lines of other months have changed: they give something back that
    /// it could use, or the month says what was left of it at the end.
    /// </summary>
    /// <param name="terms">Of the month.</param>
    /// <param name="month">The month.</param>
    /// <param name="changes">Lines of any months that were not there when its bill was last made.</param>
    public static bool Depends(BillingTerms terms, BillingMonth month, IReadOnlyList<InvoiceLine> changes)
    {
        var others = changes.Where(line => line.Period != month).Select(line => line.Line).ToList();
        return terms.Credits.Any(credit =>
                credit.GrantedAt < month.End
                && (credit.ExpiresAt is null || credit.ExpiresAt > month.Start)
                && others.Exists(line => line.Key.Credit == credit.Id && line.BilledCost > 0)
            )
            || terms
                .Contract.Of<Commitment>()
                .Where(commitment =>
                    commitment is SpendCommitment or QuantityCommitment { Pool: CommitmentPool.Term }
                    && commitment.Period.Overlaps(new(month.Start, month.End))
                )
                .Any(commitment =>
                    others.Exists(line =>
                        line.Key is { Commitment: CommitmentStatus.Used }
                        && line.Key.Rule == commitment.Id
                        && (line.EffectiveCost < 0 || CommitmentPurchase.EndsIn(commitment, month))
                    )
                );
    }
}
