using static Permil.Focus.Validation.FocusTest;

namespace Permil.Focus.Validation;

/// <summary>The rules that hold columns against one another.</summary>
internal static class FocusRowRules
{
    private static readonly FocusTest IsUsage = new Is("ChargeCategory", "Usage");
    private static readonly FocusTest IsPurchase = new Is("ChargeCategory", "Purchase");
    private static readonly FocusTest IsTax = new Is("ChargeCategory", "Tax");
    private static readonly FocusTest IsSale = new AnyOf([IsUsage, IsPurchase]);
    private static readonly FocusTest IsCorrection = new Is("ChargeClass", "Correction");
    private static readonly FocusTest IsFirstSale = new AllOf([IsSale, new Not(IsCorrection)]);
    private static readonly FocusTest IsCommitted = IsSet("CommitmentDiscountId");
    private static readonly FocusTest IsUnused = new Is("CommitmentDiscountStatus", "Unused");

    public static IEnumerable<FocusRule> All() =>
        [
            .. Pairs(),
            .. Prices(),
            .. Consumption(),
            .. Commitments(),
            .. Reservations(),
            .. Costs(),
            .. Periods(),
            .. OneTo(),
        ];

    /// <summary>Columns that are null where another one is.</summary>
    private static IEnumerable<FocusRule> Pairs()
    {
        string[][] together =
        [
            ["BillingAccountType", "BillingAccountId"],
            ["SubAccountName", "SubAccountId"],
            ["SubAccountType", "SubAccountId"],
            ["RegionName", "RegionId"],
            ["ResourceType", "ResourceId"],
            ["PricingUnit", "PricingQuantity"],
            ["ConsumedUnit", "ConsumedQuantity"],
            ["CommitmentDiscountUnit", "CommitmentDiscountQuantity"],
            ["CommitmentDiscountCategory", "CommitmentDiscountId"],
            ["CommitmentDiscountType", "CommitmentDiscountId"],
        ];
        string[][] onlyWith =
        [
            ["SkuMeter", "SkuId"],
            ["SkuPriceDetails", "SkuPriceId"],
            ["CommitmentDiscountName", "CommitmentDiscountId"],
            ["AllocatedMethodDetails", "AllocatedMethodId"],
            ["AllocatedResourceId", "AllocatedMethodId"],
            ["AllocatedResourceName", "AllocatedResourceId"],
            ["ResourceName", "ResourceId"],
        ];
        foreach (var pair in together.Concat(onlyWith))
        {
            yield return NullWhen(pair[0], "without", $"{pair[1]} is null", new IsNull(pair[1]), pair[1]);
        }

        foreach (var pair in together)
        {
            yield return SetWhen(pair[0], "with", $"{pair[1]} is not null", IsSet(pair[1]), pair[1]);
        }

        yield return Should(SetWhen("SkuMeter", "with", "SkuId is not null", IsSet("SkuId"), "SkuId"));
        yield return Should(SetWhen("ChargeDescription", "given", null, null));
        yield return SetWhen("HostProviderName", "usage", "ChargeCategory is Usage", IsUsage, "ChargeCategory");
    }

    private static IEnumerable<FocusRule> Prices()
    {
        string[] priced =
        [
            "SkuId",
            "SkuPriceId",
            "ListUnitPrice",
            "ContractedUnitPrice",
            "PricingQuantity",
            "PricingCategory",
        ];
        foreach (var column in priced)
        {
            yield return NullWhen(column, "tax", "ChargeCategory is Tax", IsTax, "ChargeCategory");
            yield return SetWhen(
                column,
                "sale",
                "ChargeCategory is Usage or Purchase and ChargeClass is not Correction",
                IsFirstSale,
                "ChargeCategory",
                "ChargeClass"
            );
        }

        string[] prices =
        [
            "ListUnitPrice",
            "ContractedUnitPrice",
            "PricingCurrencyListUnitPrice",
            "PricingCurrencyContractedUnitPrice",
        ];
        foreach (var column in prices.Append("PricingQuantity").Append("ConsumedQuantity"))
        {
            yield return NullWhen(column, "unpriced", "SkuPriceId is null", new IsNull("SkuPriceId"), "SkuPriceId");
        }

        foreach (var column in prices)
        {
            yield return SetWhen(column, "priced", "SkuPriceId is not null", IsSet("SkuPriceId"), "SkuPriceId");
        }

        yield return RowRule(
            "ChargeFrequency.purchase",
            FocusKeyword.MustNot,
            "ChargeFrequency MUST NOT be Usage-Based when ChargeCategory is Purchase",
            new Not(new Is("ChargeFrequency", "Usage-Based")),
            IsPurchase,
            "ChargeFrequency",
            "ChargeCategory"
        );
    }

    private static IEnumerable<FocusRule> Consumption()
    {
        string[] columns = ["ChargeCategory", "ChargeClass", "CommitmentDiscountStatus"];
        yield return NullWhen(
            "ConsumedQuantity",
            "unconsumed",
            "ChargeCategory is not Usage or CommitmentDiscountStatus is Unused",
            new AnyOf([new Not(IsUsage), IsUnused]),
            columns
        );
        yield return SetWhen(
            "ConsumedQuantity",
            "usage",
            "ChargeCategory is Usage, CommitmentDiscountStatus is not Unused and ChargeClass is not Correction",
            new AllOf([IsUsage, new Not(IsUnused), new Not(IsCorrection)]),
            columns
        );
    }

    private static IEnumerable<FocusRule> Commitments()
    {
        string[] columns = ["CommitmentDiscountId", "ChargeCategory", "ChargeClass"];
        yield return NullWhen(
            "CommitmentDiscountStatus",
            "without",
            "CommitmentDiscountId is null",
            new Not(IsCommitted),
            columns[0]
        );
        yield return SetWhen(
            "CommitmentDiscountStatus",
            "usage",
            "CommitmentDiscountId is not null and ChargeCategory is Usage",
            new AllOf([IsCommitted, IsUsage]),
            columns[..2]
        );
        yield return SetWhen(
            "CommitmentDiscountQuantity",
            "sale",
            "CommitmentDiscountId is not null, ChargeCategory is Usage or Purchase and ChargeClass is not Correction",
            new AllOf([IsCommitted, IsFirstSale]),
            columns
        );
        yield return NullWhen(
            "CommitmentDiscountQuantity",
            "without",
            "CommitmentDiscountId is null or ChargeCategory is neither Usage nor Purchase",
            new AnyOf([new Not(IsCommitted), new Not(IsSale)]),
            columns[..2]
        );
        yield return RowRule(
            "PricingCategory.committed",
            FocusKeyword.Must,
            "PricingCategory MUST be Committed when ChargeCategory is Usage and CommitmentDiscountStatus is not null",
            new AnyOf([new IsNull("PricingCategory"), new Is("PricingCategory", "Committed")]),
            new AllOf([IsUsage, IsSet("CommitmentDiscountStatus")]),
            "PricingCategory",
            "ChargeCategory",
            "CommitmentDiscountStatus"
        );
        yield return RowRule(
            "EffectiveCost.purchase",
            FocusKeyword.Must,
            "EffectiveCost MUST be 0 when ChargeCategory is Purchase and CommitmentDiscountId is not null",
            new AnyOf([new IsNull("EffectiveCost"), new IsNumber("EffectiveCost", 0), NotNumber("EffectiveCost")]),
            new AllOf([IsPurchase, IsCommitted]),
            "EffectiveCost",
            "ChargeCategory",
            "CommitmentDiscountId"
        );
        yield return new()
        {
            Id = "EffectiveCost.commitment",
            Columns =
            [
                "EffectiveCost",
                "BilledCost",
                "CommitmentDiscountId",
                "CommitmentDiscountStatus",
                "ChargeCategory",
                "ChargePeriodStart",
                "ChargePeriodEnd",
            ],
            Keyword = FocusKeyword.Must,
            Statement =
                "EffectiveCost of a commitment's used and unused rows MUST add up to BilledCost of its purchases over its term",
            Check = new FocusCheck.OfCommitmentSums(),
        };
    }

    private static IEnumerable<FocusRule> Reservations()
    {
        yield return NullWhen(
            "CapacityReservationStatus",
            "without",
            "CapacityReservationId is null",
            new IsNull("CapacityReservationId"),
            "CapacityReservationId"
        );
        yield return SetWhen(
            "CapacityReservationStatus",
            "usage",
            "CapacityReservationId is not null and ChargeCategory is Usage",
            new AllOf([IsSet("CapacityReservationId"), IsUsage]),
            "CapacityReservationId",
            "ChargeCategory"
        );
        yield return SetWhen(
            "CapacityReservationId",
            "unused",
            "CapacityReservationStatus is Unused",
            new Is("CapacityReservationStatus", "Unused"),
            "CapacityReservationStatus"
        );
    }

    private static IEnumerable<FocusRule> Costs()
    {
        foreach (var kind in (string[])["List", "Contracted"])
        {
            yield return RowRule(
                $"{kind}Cost.product",
                FocusKeyword.Must,
                $"{kind}Cost MUST be {kind}UnitPrice times PricingQuantity, to the last digit",
                new IsProduct($"{kind}UnitPrice", "PricingQuantity", $"{kind}Cost"),
                null,
                $"{kind}Cost",
                $"{kind}UnitPrice",
                "PricingQuantity"
            );
        }

        foreach (var column in (string[])["ListCost", "ContractedCost", "EffectiveCost"])
        {
            // The specification binds a credit that is unrelated to other charges; a file does not tell which is.
            yield return RowRule(
                $"{column}.credit",
                FocusKeyword.Should,
                $"{column} SHOULD be BilledCost when ChargeCategory is Credit",
                new IsSameNumber(column, "BilledCost"),
                new Is("ChargeCategory", "Credit"),
                column,
                "BilledCost",
                "ChargeCategory"
            );
        }
    }

    private static IEnumerable<FocusRule> Periods()
    {
        foreach (var period in (string[])["BillingPeriod", "ChargePeriod"])
        {
            yield return RowRule(
                $"{period}End.order",
                FocusKeyword.Must,
                $"{period}Start MUST be before {period}End, which is not part of the period",
                new IsBefore($"{period}Start", $"{period}End"),
                null,
                $"{period}End",
                $"{period}Start"
            );
        }

        yield return RowRule(
            "ServiceSubcategory.parent",
            FocusKeyword.Must,
            "ServiceSubcategory MUST be part of the row's ServiceCategory",
            new IsPartOf("ServiceSubcategory", "ServiceCategory"),
            null,
            "ServiceSubcategory",
            "ServiceCategory"
        );
    }

    private static IEnumerable<FocusRule> OneTo()
    {
        yield return One("ServiceName", "ServiceCategory", FocusKeyword.Must);
        yield return One("ServiceName", "ServiceSubcategory", FocusKeyword.Should);
        yield return One("SkuPriceId", "SkuId", FocusKeyword.Must);
        yield return One("SkuPriceId", "SkuPriceDetails", FocusKeyword.Should);
        yield return One("SkuId", "SkuMeter", FocusKeyword.Should);
        yield return One("InvoiceId", "BillingCurrency", FocusKeyword.Must);
        yield return One("CommitmentDiscountId", "CommitmentDiscountUnit", FocusKeyword.Must);
    }

    private static FocusRule One(string column, string other, FocusKeyword keyword) =>
        new()
        {
            Id = $"{column}.one-{other}",
            Columns = [column, other],
            Keyword = keyword,
            Statement = $"{column} {FocusKeywords.NameOf(keyword)} go with one {other} only",
            Check = new FocusCheck.OfOneTo(column, other),
        };

    private static FocusTest IsSet(string column) => new Not(new IsNull(column));

    private static FocusTest NotNumber(string column) => new Not(new HasFormat(column, FocusFormat.Numeric));

    private static FocusRule NullWhen(
        string column,
        string kind,
        string when,
        FocusTest condition,
        params string[] others
    ) =>
        RowRule(
            $"{column}.{kind}-{others[0]}",
            FocusKeyword.Must,
            $"{column} MUST be null when {when}",
            new IsNull(column),
            condition,
            [column, .. others]
        );

    private static FocusRule SetWhen(
        string column,
        string kind,
        string? when,
        FocusTest? condition,
        params string[] others
    ) =>
        RowRule(
            others.Length == 0 ? $"{column}.{kind}" : $"{column}.{kind}-{others[0]}",
            FocusKeyword.MustNot,
            $"{column} MUST NOT be null" + (when is null ? "" : $" when {when}"),
            IsSet(column),
            condition,
            [column, .. others]
        );

    private static FocusRule Should(FocusRule rule) =>
        rule with
        {
            Keyword = FocusKeyword.ShouldNot,
            Statement = rule.Statement.Replace("MUST NOT", "SHOULD NOT", StringComparison.Ordinal),
        };

    private static FocusRule RowRule(
        string id,
        FocusKeyword keyword,
        string statement,
        FocusTest test,
        FocusTest? condition,
        params string[] columns
    ) =>
        new()
        {
            Id = id,
            Columns = columns,
            Keyword = keyword,
            Statement = statement,
            Check = new FocusCheck.OfRows(test, condition),
        };
}
