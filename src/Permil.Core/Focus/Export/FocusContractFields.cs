using System.Collections.Frozen;
using Permil.Billing.Contracts;

namespace Permil.Focus.Export;

/// <summary>What a row of ContractCommitment has in each column, whatever the version.</summary>
public static class FocusContractFields
{
    private static readonly FrozenDictionary<string, FocusField<FocusContractCommitment>> Known = Fields()
        .ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The columns of a version in its order.</summary>
    public static IReadOnlyList<FocusField<FocusContractCommitment>> Of(FocusVersion version) =>
        [.. FocusColumns.Of(version, FocusDataset.ContractCommitment).Select(column => Known[column.Name])];

    private static IEnumerable<FocusField<FocusContractCommitment>> Fields() =>
        [
            Text("ContractId", row => row.Contract.Id),
            Time("ContractPeriodStart", row => row.ContractPeriod.From),
            Time("ContractPeriodEnd", row => row.ContractPeriod.Until),
            Text("ContractCommitmentId", row => row.Id),
            Text("ContractCommitmentCategory", row => row.Category),
            Text("ContractCommitmentType", row => row.Type),
            Text("ContractCommitmentDescription", row => row.Commitment.Name),
            Time("ContractCommitmentPeriodStart", row => row.Commitment.From),
            Time("ContractCommitmentPeriodEnd", row => row.Commitment.Until),
            Number("ContractCommitmentCost", row => row.Cost),
            Number("ContractCommitmentQuantity", row => row.Quantity),
            Text("ContractCommitmentUnit", row => row.Unit),
            Text("BillingCurrency", row => row.Contract.Currency),
            // From here on since 1.4.
            Json("ContractCommitmentApplicability", _ => """{"Elements":[]}"""),
            Text("ContractCommitmentBenefitCategory", row => IsArrears(row) ? "Other" : "Discount"),
            Time("ContractCommitmentCreated", row => AgreedAt(row)),
            Number("ContractCommitmentDiscountPercentage", _ => null),
            Text("ContractCommitmentDurationType", _ => "Custom"),
            Text("ContractCommitmentFulfillmentInterval", IntervalOf),
            Time("ContractCommitmentLastUpdated", row => AgreedAt(row)),
            Text("ContractCommitmentLifecycleStatus", StatusOf),
            Text("ContractCommitmentModel", row => IntervalOf(row) == "Full Period" ? "Discontinuous" : "Continuous"),
            Text("ContractCommitmentOfferCategory", _ => "Negotiated"),
            Text(
                "ContractCommitmentPaymentInterval",
                row => row.Commitment.Payment == CommitmentPayment.Monthly ? "Monthly" : "One-Time"
            ),
            Text("ContractCommitmentPaymentModel", row => IsUpfront(row) ? "All Upfront" : "No Upfront"),
            Number("ContractCommitmentPaymentUpfrontPercentage", row => IsUpfront(row) ? 1 : 0),
            Text("InvoiceIssuerName", row => row.Parties.Issuer),
            Text("PricingCurrency", row => row.Contract.Currency),
            Number("PricingCurrencyContractCommitmentCost", row => row.Cost),
            Text("ServiceProviderName", row => row.Parties.ServiceProvider),
        ];

    private static bool IsUpfront(FocusContractCommitment row) => row.Commitment.Payment == CommitmentPayment.Upfront;

    private static bool IsArrears(FocusContractCommitment row) => row.Commitment.Payment == CommitmentPayment.Arrears;

    private static DateTimeOffset AgreedAt(FocusContractCommitment row) =>
        new(row.Commitment.Agreed.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string IntervalOf(FocusContractCommitment row) =>
        row.Commitment is QuantityCommitment quantity
            ? quantity.Pool switch
            {
                CommitmentPool.Hour => "Hourly",
                CommitmentPool.Month => "Monthly",
                _ => "Full Period",
            }
            : "Full Period";

    private static string StatusOf(FocusContractCommitment row) =>
        row.Commitment.Until <= row.Month.End ? "Expired"
        : row.Commitment.From >= row.Month.End ? "Pending"
        : "Active";

    private static FocusField<FocusContractCommitment> Text(string name, Func<FocusContractCommitment, string?> of) =>
        new(name, FocusDataType.String) { Text = of };

    private static FocusField<FocusContractCommitment> Json(string name, Func<FocusContractCommitment, string?> of) =>
        new(name, FocusDataType.Json) { Text = of };

    private static FocusField<FocusContractCommitment> Number(
        string name,
        Func<FocusContractCommitment, decimal?> of
    ) => new(name, FocusDataType.Decimal) { Number = of };

    private static FocusField<FocusContractCommitment> Time(
        string name,
        Func<FocusContractCommitment, DateTimeOffset?> of
    ) => new(name, FocusDataType.DateTime) { Time = of };
}
