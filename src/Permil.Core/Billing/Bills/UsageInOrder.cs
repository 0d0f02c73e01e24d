using Permil.Billing.Contracts;
using Permil.Billing.Invoices;

namespace Permil.Billing.Bills;

/// <summary>
/// Which usage a bill takes in the order of time, by the hour: where something can run out before the month is over, it
/// matters whose usage came first.
/// </summary>
internal static class UsageInOrder
{
    public static IReadOnlyList<ChargeMatch> Of(BillingTerms terms, BillingMonth month) =>
        [
            .. terms
                .Contract.Of<Commitment>()
                .Where(commitment => CanRunOut(commitment) && commitment.Period.Overlaps(new(month.Start, month.End)))
                .Select(commitment => commitment.For),
            .. PaidByCredits([
                .. terms.Credits.Where(credit =>
                    credit.GrantedAt < month.End && (credit.ExpiresAt is null || credit.ExpiresAt > month.Start)
                ),
            ]),
        ];

    /// <summary>What is made up for at the end of its term asks only how much was used, not when.</summary>
    private static bool CanRunOut(Commitment commitment) => commitment is not { Payment: CommitmentPayment.Arrears };

    /// <summary>Credits that pay for anything pay the same in whatever order; those that do not leave different usage to the others.</summary>
    private static IEnumerable<ChargeMatch> PaidByCredits(IReadOnlyList<Credit> credits) =>
        credits.Any(credit => credit.Pays is not null)
            ? credits.Select(credit => credit.Pays ?? ChargeMatch.Everything)
            : [];
}
