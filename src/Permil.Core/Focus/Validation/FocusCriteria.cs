using static Permil.Focus.Validation.FocusTest;

namespace Permil.Focus.Validation;

/// <summary>
/// What a generator may support. A file shows it by a row: a column that is there but null throughout shows nothing.
/// </summary>
public static class FocusCriteria
{
    private const string UnitPricing = "UNIT_PRICING_SUPPORTED";
    private const string PriceList = "PUBLIC_PRICE_LIST_SUPPORTED";
    private const string Resources = "BILLING_BASED_ON_PROVISIONED_RESOURCES_SUPPORTED";
    private const string VirtualCurrency = "VIRTUAL_CURRENCY_SUPPORTED";

    public static IReadOnlyList<FocusCriterion> All { get; } =
    [
        Shown("ACCOUNT_NAMING_SUPPORTED", "BillingAccountName"),
        Shown("AVAILABILITY_ZONE_SUPPORTED", "AvailabilityZone"),
        Shown(Resources, "ResourceId", "ResourceName"),
        new("BILLING_PAYMENT_CURRENCY_DIFFERENCES_SUPPORTED", Differs("PaymentCurrency", "BillingCurrency")),
        Shown("CAPACITY_RESERVATION_SUPPORTED", "CapacityReservationId", "CapacityReservationStatus"),
        Shown(
            "COMMITMENT_DISCOUNT_SUPPORTED",
            "CommitmentDiscountId",
            "CommitmentDiscountName",
            "CommitmentDiscountCategory",
            "CommitmentDiscountType",
            "CommitmentDiscountStatus",
            "CommitmentDiscountQuantity",
            "CommitmentDiscountUnit"
        ),
        Shown("COMMITMENT_PROGRAM_SUPPORTED", "CommitmentProgramEligibilityDetails"),
        Shown("CONTRACT_COMMITMENTS_SUPPORTED", "ContractApplied"),
        Shown(
            "DATA_GENERATOR_SPLIT_COST_ALLOCATION_SUPPORTED",
            "AllocatedMethodId",
            "AllocatedMethodDetails",
            "AllocatedResourceId",
            "AllocatedResourceName",
            "AllocatedTags"
        ),
        Shown("MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED", "BillingAccountType"),
        Shown("MULTIPLE_PRICING_CATEGORIES_SUPPORTED", "PricingCategory"),
        Shown("MULTIPLE_SUB_ACCOUNT_TYPES_SUPPORTED", "SubAccountType"),
        Shown("NEGOTIATED_PRICING_SUPPORTED", "ContractedUnitPrice"),
        Shown("PARTIAL_UPFRONT_PAYMENT_SUPPORTED", "ContractCommitmentPaymentUpfrontPercentage"),
        Shown("PAYABLE_INVOICES_SUPPORTED", "InvoiceId", "InvoiceDetailId"),
        Shown("PAYMENT_CURRENCY_AGGREGATION_SUPPORTED", "PaymentCurrencyInvoiceDetailId"),
        new("PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED", Differs("PricingCurrency", "BillingCurrency")),
        Shown(PriceList, "ListUnitPrice"),
        Shown("PURCHASE_ORDER_NUMBER_SUPPORTED", "PurchaseOrderNumber"),
        Shown("REGION_SUPPORTED", "RegionId", "RegionName"),
        Shown("RESOURCE_TYPE_ASSIGNMENT_SUPPORTED", "ResourceType"),
        Shown("SUB_ACCOUNT_SUPPORTED", "SubAccountId", "SubAccountName"),
        Shown("TAGGING_SUPPORTED", "Tags"),
        Shown(UnitPricing, "SkuId", "SkuPriceId", "SkuMeter", "SkuPriceDetails"),
        Shown("USAGE_MEASUREMENT_SUPPORTED", "ConsumedQuantity", "ConsumedUnit"),
        new(
            VirtualCurrency,
            new Not(new AnyOf([new IsNull("PricingCurrency"), new IsOneOf("PricingCurrency", FocusCurrencies.Codes)]))
        ),
    ];

    /// <summary>The criteria that a column's condition in the specification speaks of.</summary>
    internal static IReadOnlyList<string> Of(FocusColumn column) =>
        column.Condition switch
        {
            null => [],
            "Offers \"Partial Upfront\" payment models" => ["PARTIAL_UPFRONT_PAYMENT_SUPPORTED"],
            "Publishes unit prices exclusive of discounts" => [PriceList],
            "Supports a sub account construct" => ["SUB_ACCOUNT_SUPPORTED"],
            "Supports billing based on provisioned resources" => [Resources],
            "Supports billing based on provisioned resources and supports assigning types to resources" =>
            [
                Resources,
                "RESOURCE_TYPE_ASSIGNMENT_SUPPORTED",
            ],
            "Supports billing and payment in different currencies" =>
            [
                "BILLING_PAYMENT_CURRENCY_DIFFERENCES_SUPPORTED",
            ],
            "Supports billing currency and payment currency at different aggregation levels on payable invoices" =>
            [
                "PAYMENT_CURRENCY_AGGREGATION_SUPPORTED",
            ],
            "Supports capacity reservations" => ["CAPACITY_RESERVATION_SUPPORTED"],
            "Supports commitment discounts" => ["COMMITMENT_DISCOUNT_SUPPORTED"],
            "Supports commitment programs" => ["COMMITMENT_PROGRAM_SUPPORTED"],
            "Supports contract commitments" => ["CONTRACT_COMMITMENTS_SUPPORTED"],
            "Supports data generator-calculated split cost allocation" =>
            [
                "DATA_GENERATOR_SPLIT_COST_ALLOCATION_SUPPORTED",
            ],
            "Supports customer input of purchase order number" => ["PURCHASE_ORDER_NUMBER_SUPPORTED"],
            "Supports deploying resources or services within a region" => ["REGION_SUPPORTED"],
            "Supports deploying resources or services within an availability zone" => ["AVAILABILITY_ZONE_SUPPORTED"],
            "Supports more than one possible BillingAccountType value" => ["MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED"],
            "Supports more than one possible SubAccountType value" => ["MULTIPLE_SUB_ACCOUNT_TYPES_SUPPORTED"],
            "Supports more than one pricing category across all SKUs" => ["MULTIPLE_PRICING_CATEGORIES_SUPPORTED"],
            "Supports negotiated pricing concepts" => ["NEGOTIATED_PRICING_SUPPORTED"],
            "Supports payable invoices" => ["PAYABLE_INVOICES_SUPPORTED"],
            "Supports prices in virtual currency and publishes unit prices exclusive of discounts" =>
            [
                PriceList,
                VirtualCurrency,
            ],
            "Supports pricing and billing in different currencies" =>
            [
                "PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED",
            ],
            "Supports setting user or provider-defined tags" => ["TAGGING_SUPPORTED"],
            "Supports the measurement of usage" => ["USAGE_MEASUREMENT_SUPPORTED"],
            "Supports unit pricing concepts and publishes price lists, publicly or as part of contracting" =>
            [
                PriceList,
                UnitPricing,
            ],
            var condition => throw new InvalidOperationException(
                $"{column.Name}: no criterion stands for the condition '{condition}'"
            ),
        };

    private static AllOf Differs(string currency, string other) =>
        new([new Not(new IsNull(currency)), new Not(new IsNull(other)), new Not(new IsSameText(currency, other))]);

    private static FocusCriterion Shown(string name, params string[] columns) =>
        new(name, new AnyOf([.. columns.Select(column => new Not(new IsNull(column)))]));
}
