using static Permil.Storage.Focus.FocusSample;

namespace Permil.Storage.Focus;

/// <summary>Single faults, each with the rule that has to find it and the columns whose other rules may find it too.</summary>
internal static class FocusMutations
{
    /// <param name="Rule">The rule that has to fail.</param>
    /// <param name="Change">The fault.</param>
    /// <param name="Family">Columns whose rules may fail beside it; the rule's own column always may.</param>
    internal sealed record Mutation(string Rule, Action<FocusSample> Change, params string[] Family);

    public static IReadOnlyDictionary<string, Mutation> All { get; } =
        new Dictionary<string, Mutation>(StringComparer.Ordinal)
        {
            ["a column is missing"] = new("BilledCost.present", file => file.Drop("BilledCost")),
            ["a column is called otherwise"] = new(
                "ListCost.present",
                file => file.Rename("ListCost", "listcost"),
                "Columns"
            ),
            ["a supported feature lacks a column"] = new("RegionName.present", file => file.Drop("RegionName")),
            ["no unit column beside quantities"] = new("ConsumedUnit.present", file => file.Drop("ConsumedUnit")),
            ["a recommended column is missing"] = new("ChargeFrequency.present", file => file.Drop("ChargeFrequency")),
            ["an own column without x_"] = new("Columns.own", file => file.Rename("x_Feature", "Feature")),
            ["an own column in front"] = new("Columns.order", file => file.Move("x_Feature", 3)),
            ["a column twice"] = new("Columns.once", file => file.Columns.Add("Tags"), "Columns"),
            ["usage-based as pricing category"] = Fault("PricingCategory.values", Tokens, "Usage-Based"),
            ["a charge category in lower case"] = Fault("ChargeCategory.values", Adjustment, "adjustment"),
            ["an unknown charge class"] = Fault("ChargeClass.values", Correction, "Corrected", "ConsumedQuantity"),
            ["an unknown frequency"] = Fault("ChargeFrequency.values", Tokens, "Monthly"),
            ["an unknown commitment status"] = Fault("CommitmentDiscountStatus.values", Used, "Active"),
            ["an unknown commitment category"] = Fault("CommitmentDiscountCategory.values", Used, "Money"),
            ["an unknown reservation status"] = Fault("CapacityReservationStatus.values", Reserved, "Open"),
            ["an unknown service category"] = new(
                "ServiceCategory.values",
                file => file.SetAll("ServiceCategory", "AI"),
                "ServiceSubcategory"
            ),
            ["an unknown subcategory"] = new(
                "ServiceSubcategory.values",
                file => file.SetAll("ServiceSubcategory", "Inference")
            ),
            ["a subcategory of another category"] = new(
                "ServiceSubcategory.parent",
                file => file.SetAll("ServiceSubcategory", "Containers")
            ),
            ["no billed cost"] = Fault("BilledCost.null", Tokens, null),
            ["no effective cost"] = Fault("EffectiveCost.null", Tokens, null),
            ["no list cost"] = Fault("ListCost.null", Tokens, null),
            ["no account"] = Fault("BillingAccountId.null", Tokens, null, "BillingAccountType"),
            ["no currency"] = Fault("BillingCurrency.null", Tokens, null),
            ["no charge category"] = Fault("ChargeCategory.null", Adjustment, null),
            ["no charge period"] = Fault("ChargePeriodStart.null", Tokens, null),
            ["no billing period"] = Fault("BillingPeriodEnd.null", Tokens, null),
            ["no service"] = Fault("ServiceName.null", Tokens, null),
            ["no service provider"] = Fault("ServiceProviderName.null", Tokens, null),
            ["no invoice issuer"] = Fault("InvoiceIssuerName.null", Tokens, null),
            ["no host for usage"] = Fault("HostProviderName.usage-ChargeCategory", Tokens, null),
            ["no description"] = Fault("ChargeDescription.given", Tokens, null),
            ["a word for null"] = Fault("RegionId.placeholder", Used, "N/A"),
            ["a cost with a thousands separator"] = Fault("BilledCost.format", Tokens, "1,000.5"),
            ["a cost with a plus sign"] = Fault("BilledCost.format", Tokens, "+7.5"),
            ["a cost with a currency sign"] = Fault("EffectiveCost.type", Tokens, "$7.5"),
            ["a small e in a number"] = Fault("EffectiveCost.format", Tokens, "7.5e0"),
            ["a quantity that is text"] = Fault("ConsumedQuantity.type", Tokens, "many"),
            ["local time"] = Fault("ChargePeriodStart.format", Tokens, "2026-10-01T02:00:00+02:00"),
            ["time without zone"] = Fault("ChargePeriodEnd.format", Tokens, "2026-11-01T00:00:00"),
            ["a date without time"] = Fault("BillingPeriodStart.format", Tokens, "2026-10-01"),
            ["a day that is not"] = Fault("ChargePeriodEnd.type", Tokens, "2026-11-31T00:00:00Z"),
            ["a fraction of a second"] = Fault("ChargePeriodStart.format", Tokens, "2026-10-01T00:00:00.000Z"),
            ["a currency's sign"] = new(
                "BillingCurrency.format",
                file => file.SetAll("BillingCurrency", "$"),
                "PricingCurrencyListUnitPrice",
                "PricingCurrencyContractedUnitPrice",
                "PricingCurrencyEffectiveCost"
            ),
            ["a unit with punctuation"] = Fault("ConsumedUnit.format", Tokens, "tokens (in)"),
            ["a unit with a separator"] = Fault("PricingUnit.format", Tokens, "1,000,000 Tokens"),
            ["tags that are a list"] = Fault("Tags.format", Tokens, """["a"]"""),
            ["tags within tags"] = Fault("Tags.format", Tokens, """{"a":{"b":"c"}}"""),
            ["tags that are no JSON"] = Fault("Tags.type", Tokens, "team=search"),
            ["a contract without elements"] = Fault("ContractApplied.format", Split, """{"ContractId":"c1"}"""),
            ["a price below zero"] = new(
                "ListUnitPrice.least",
                file => file.Set(Correction, "ListUnitPrice", "-0.88").Set(Correction, "ListCost", "0.44")
            ),
            ["a list cost rounded to cents"] = Fault("ListCost.product", Tokens, "7.39"),
            ["a list cost off by one in the 17th digit"] = Fault("ListCost.product", Batch, "440000.00000044000000001"),
            ["a contracted cost rounded"] = Fault("ContractedCost.product", Tokens, "7.392108"),
            ["a correction that does not multiply out"] = Fault("ListCost.product", Correction, "-0.45"),
            ["a list price without SKU price"] = new(
                "ListUnitPrice.unpriced-SkuPriceId",
                file => file.Set(Adjustment, "ListUnitPrice", "1")
            ),
            ["no list price for usage"] = Fault("ListUnitPrice.sale-ChargeCategory", Tokens, null),
            ["no contracted price for usage"] = Fault("ContractedUnitPrice.sale-ChargeCategory", Tokens, null),
            ["a correction without its price"] = Fault("ListUnitPrice.priced-SkuPriceId", Correction, null),
            ["no pricing quantity for usage"] = Fault(
                "PricingQuantity.sale-ChargeCategory",
                Tokens,
                null,
                "PricingUnit"
            ),
            ["no SKU for usage"] = Fault("SkuId.sale-ChargeCategory", Tokens, null, "SkuMeter"),
            ["no pricing category for a purchase"] = Fault("PricingCategory.sale-ChargeCategory", Fee, null),
            ["a SKU for tax"] = Fault("SkuId.tax-ChargeCategory", Tax, "vat", "SkuMeter"),
            ["a pricing category for tax"] = Fault("PricingCategory.tax-ChargeCategory", Tax, "Standard"),
            ["a unit without quantity"] = Fault("ConsumedUnit.without-ConsumedQuantity", Unused, "Hours"),
            ["a quantity without unit"] = Fault("ConsumedUnit.with-ConsumedQuantity", Tokens, null),
            ["a pricing quantity without unit"] = Fault("PricingUnit.with-PricingQuantity", Tokens, null),
            ["a commitment quantity without unit"] = Fault(
                "CommitmentDiscountUnit.with-CommitmentDiscountQuantity",
                Used,
                null
            ),
            ["consumption of an unused commitment"] = Fault(
                "ConsumedQuantity.unconsumed-ChargeCategory",
                Unused,
                "20",
                "ConsumedUnit"
            ),
            ["no consumption of usage"] = Fault("ConsumedQuantity.usage-ChargeCategory", Tokens, null, "ConsumedUnit"),
            ["committed usage without status"] = Fault(
                "CommitmentDiscountStatus.usage-CommitmentDiscountId",
                Used,
                null,
                "EffectiveCost"
            ),
            ["a status without commitment"] = new(
                "CommitmentDiscountStatus.without-CommitmentDiscountId",
                file => file.Set(Tokens, "CommitmentDiscountStatus", "Used"),
                "PricingCategory"
            ),
            ["a commitment without category"] = Fault(
                "CommitmentDiscountCategory.with-CommitmentDiscountId",
                Used,
                null
            ),
            ["a commitment without type"] = Fault("CommitmentDiscountType.with-CommitmentDiscountId", Used, null),
            ["a commitment without quantity"] = Fault(
                "CommitmentDiscountQuantity.sale-CommitmentDiscountId",
                Used,
                null,
                "CommitmentDiscountUnit"
            ),
            ["a commitment in two units"] = FaultIn(
                "CommitmentDiscountId.one-CommitmentDiscountUnit",
                Used,
                "Hours",
                column: "CommitmentDiscountUnit"
            ),
            ["committed usage at standard prices"] = Fault("PricingCategory.committed-", Used, "Standard"),
            ["a purchase of a commitment with effective cost"] = Fault("EffectiveCost.purchase", Purchase, "1440"),
            ["a commitment amortized to another sum"] = Fault("EffectiveCost.commitment", Unused, "40.01"),
            ["usage-based purchase"] = Fault("ChargeFrequency.purchase", Fee, "Usage-Based"),
            ["a reservation without status"] = Fault(
                "CapacityReservationStatus.usage-CapacityReservationId",
                Reserved,
                null
            ),
            ["a reservation's status without it"] = Fault(
                "CapacityReservationStatus.without-CapacityReservationId",
                Tokens,
                "Used"
            ),
            ["a region without name"] = Fault("RegionName.with-RegionId", Used, null),
            ["a resource without type"] = Fault("ResourceType.with-ResourceId", Used, null),
            ["a sub-account without name"] = Fault("SubAccountName.with-SubAccountId", Tokens, null),
            ["a sub-account's type without it"] = new(
                "SubAccountType.without-SubAccountId",
                file => file.Set(Tokens, "SubAccountId", null),
                "SubAccountName"
            ),
            ["a meter without SKU"] = new(
                "SkuMeter.without-SkuId",
                file => file.Set(Adjustment, "SkuMeter", "Rounding")
            ),
            ["details without SKU price"] = new(
                "SkuPriceDetails.without-SkuPriceId",
                file => file.Set(Adjustment, "SkuPriceDetails", "{}")
            ),
            ["allocation details without method"] = new(
                "AllocatedMethodDetails.without-AllocatedMethodId",
                file => file.Set(Tokens, "AllocatedMethodDetails", """{"Elements":[]}""")
            ),
            ["a period that ends before it starts"] = Fault("ChargePeriodEnd.order", Tokens, "2026-09-01T00:00:00Z"),
            ["an empty billing period"] = Fault("BillingPeriodEnd.order", Tokens, "2026-10-01T00:00:00Z"),
            ["a service in two categories"] = new(
                "ServiceName.one-ServiceCategory",
                file => file.Set(Tokens, "ServiceCategory", "Compute").Set(Tokens, "ServiceSubcategory", "Containers")
            ),
            ["a SKU price of two SKUs"] = new(
                "SkuPriceId.one-SkuId",
                file => file.Set(Correction, "SkuId", "meta/other")
            ),
            ["an invoice in two currencies"] = new(
                "InvoiceId.one-BillingCurrency",
                file => file.Set(Tax, "BillingCurrency", "EUR").Set(Tax, "PricingCurrency", "EUR")
            ),
            ["a credit that costs something else"] = Fault("EffectiveCost.credit", Credit, "0"),
        };

    /// <summary>One value of the rule's column is another one.</summary>
    private static Mutation Fault(string rule, int row, string? value, params string[] family) =>
        new(rule.TrimEnd('-'), file => file.Set(row, rule.Split('.')[0], value), family);

    private static Mutation FaultIn(string rule, int row, string? value, string column) =>
        new(rule, file => file.Set(row, column, value), column);
}
