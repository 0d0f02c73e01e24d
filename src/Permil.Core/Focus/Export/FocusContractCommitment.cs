using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Pricing;
using Permil.Rating;

namespace Permil.Focus.Export;

/// <summary>A row of the dataset ContractCommitment: what an account has promised, as of the end of a month.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Commitment">One of its commitments.</param>
/// <param name="Month">Whose last instant tells whether it is in force.</param>
/// <param name="Parties">Who sells and invoices it.</param>
public sealed record FocusContractCommitment(
    Contract Contract,
    Commitment Commitment,
    BillingMonth Month,
    FocusParties Parties
)
{
    private FocusCommitments Words => new(Contract);

    public string Id => Words.IdOf(Commitment);

    public string Category => FocusCommitments.CategoryOf(Commitment);

    public string Type => FocusCommitments.TypeOf(Commitment);

    /// <summary>Money promised over the term; <see langword="null"/> where a quantity is.</summary>
    public decimal? Cost => Commitment is SpendCommitment spend ? spend.Amount : null;

    /// <summary>The quantity of the whole term; <see langword="null"/> where money is promised.</summary>
    public decimal? Quantity =>
        Commitment is QuantityCommitment quantity
            ? Exact.Multiply(quantity.Quantity, Billing.Bills.CommitmentPurchase.PoolsOfTerm(quantity))
            : null;

    public string? Unit => Commitment is QuantityCommitment ? Words.UnitOf(Commitment) : null;

    /// <summary>From the first of the contract's rules that says so until the last.</summary>
    public PricePeriod ContractPeriod =>
        new(
            Contract.Of<Commitment>().Min(commitment => commitment.From),
            Contract.Of<Commitment>().Max(commitment => commitment.Until)
        );

    /// <summary>The rows of a contract; those that ended before a month or begin after it are left out.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="providers">Who is who on the month's invoice.</param>
    /// <param name="month">The month.</param>
    internal static IEnumerable<FocusContractCommitment> Of(
        Contract contract,
        FocusProviders providers,
        BillingMonth month
    ) =>
        contract
            .Of<Commitment>()
            .Where(commitment => commitment.From < month.End && commitment.Until > month.Start)
            .OrderBy(commitment => commitment.Id, StringComparer.Ordinal)
            .Select(commitment => new FocusContractCommitment(contract, commitment, month, providers.Of(commitment)));
}
