using System.Collections.Frozen;
using System.Globalization;
using Permil.Billing;

namespace Permil.Focus.Export;

/// <summary>What a row of CostAndUsage has in each column, whatever the version: a version says which of them there are.</summary>
public static class FocusFields
{
    public const string RowIdName = "x_RowId";

    private const string ServiceCategory = "AI and Machine Learning";
    private const string ServiceSubcategory = "AI Platforms";

    private static readonly FrozenDictionary<string, FocusField<FocusRow>> Known = Fields()
        .ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    private static readonly IReadOnlyList<FocusField<FocusRow>> Own =
    [
        Text("x_Feature", row => row.Feature),
        Text("x_Environment", row => row.Environment),
        Text("x_Model", row => row.Model),
        Text("x_Mode", row => row.Mode),
        Text("x_KeyId", row => row.KeyId),
        Text("x_PriceBookVersion", row => row.PriceLearned?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        Text(RowIdName, row => row.RowId),
    ];

    /// <summary>The columns of a version in its order, then our own.</summary>
    public static IReadOnlyList<FocusField<FocusRow>> Of(FocusVersion version) =>
        [.. FocusColumns.Of(version).Select(FieldOf), .. Own];

    private static FocusField<FocusRow> FieldOf(FocusColumn column) =>
        Known.TryGetValue(column.Name, out var field) ? field : Empty(column);

    /// <summary>A column that we have nothing for.</summary>
    private static FocusField<FocusRow> Empty(FocusColumn column) =>
        column.DataType switch
        {
            FocusDataType.Decimal => Number(column.Name, _ => null),
            FocusDataType.DateTime => Time(column.Name, _ => null),
            _ => new(column.Name, column.DataType) { Text = _ => null },
        };

    private static IEnumerable<FocusField<FocusRow>> Fields() =>
        [
            Number("BilledCost", row => row.Costs.Billed),
            Text("BillingAccountId", row => row.BillingAccountId),
            Text("BillingAccountName", row => row.BillingAccountName),
            Text("BillingAccountType", _ => "Billing Account"),
            Text("BillingCurrency", row => row.Currency),
            Time("BillingPeriodEnd", row => row.BillingPeriod.End),
            Time("BillingPeriodStart", row => row.BillingPeriod.Start),
            Text("ChargeCategory", row => NameOf(row.Category)),
            Text("ChargeClass", row => row.IsCorrection ? "Correction" : null),
            Text("ChargeDescription", row => row.Description),
            Text("ChargeFrequency", row => row.Frequency),
            Time("ChargePeriodEnd", row => row.ChargePeriodEnd),
            Time("ChargePeriodStart", row => row.ChargePeriodStart),
            Text("CommitmentDiscountCategory", row => row.Commitment?.Category),
            Text("CommitmentDiscountId", row => row.Commitment?.Id),
            Text("CommitmentDiscountName", row => row.Commitment?.Name),
            Number("CommitmentDiscountQuantity", row => row.Commitment?.Quantity),
            Text("CommitmentDiscountStatus", row => row.Commitment?.Status),
            Text("CommitmentDiscountType", row => row.Commitment?.Type),
            Text("CommitmentDiscountUnit", row => row.Commitment?.Unit),
            Number("ConsumedQuantity", row => row.HasConsumed ? row.Costs.ConsumedQuantity : null),
            Text("ConsumedUnit", row => row.HasConsumed ? row.Sku?.ConsumedUnit : null),
            Json("ContractApplied", row => row.ContractApplied),
            Number("ContractedCost", row => row.Costs.Contracted),
            Number("ContractedUnitPrice", row => row.Price?.ContractedUnitPrice),
            Number("EffectiveCost", row => row.Costs.Effective),
            Text("HostProviderName", row => row.Parties.Host),
            Text("InvoiceDetailId", row => row.InvoiceDetailId),
            Text("InvoiceId", row => row.InvoiceId),
            Text("InvoiceIssuerName", row => row.Parties.Issuer),
            Number("ListCost", row => row.Costs.List),
            Number("ListUnitPrice", row => row.Price?.ListUnitPrice),
            Text("PricingCategory", row => row.PricingCategory),
            Text("PricingCurrency", row => row.Currency),
            Number("PricingCurrencyContractedUnitPrice", row => row.Price?.ContractedUnitPrice),
            Number("PricingCurrencyEffectiveCost", row => row.Costs.Effective),
            Number("PricingCurrencyListUnitPrice", row => row.Price?.ListUnitPrice),
            Number("PricingQuantity", row => row.Price?.Quantity),
            Text("PricingUnit", row => row.Price?.Unit),
            Text("ProviderName", row => row.Parties.ServiceProvider),
            Text("PublisherName", row => row.Parties.Publisher),
            Text("ResourceId", row => row.ResourceId),
            Text("ResourceName", row => row.ResourceName),
            Text("ResourceType", row => row.ResourceType),
            Text("ServiceProviderName", row => row.Parties.ServiceProvider),
            Text("ServiceCategory", _ => ServiceCategory),
            Text("ServiceName", row => row.Parties.Service),
            Text("ServiceSubcategory", _ => ServiceSubcategory),
            Text("SkuId", row => row.Sku?.Id),
            Text("SkuMeter", row => row.Sku?.Meter),
            Json("SkuPriceDetails", row => row.Sku?.Details),
            Text("SkuPriceId", row => row.Sku is { } sku ? row.Price?.IdOf(sku.Id) : null),
            Text("SubAccountId", row => row.SubAccountId),
            Text("SubAccountName", row => row.SubAccountId),
            Text("SubAccountType", row => row.SubAccountId is null ? null : "Sub Account"),
            Json("Tags", row => row.Tags),
        ];

    internal static string NameOf(ChargeCategory category) =>
        category switch
        {
            ChargeCategory.Usage => "Usage",
            ChargeCategory.Purchase => "Purchase",
            ChargeCategory.Tax => "Tax",
            ChargeCategory.Credit => "Credit",
            _ => "Adjustment",
        };

    private static FocusField<FocusRow> Text(string name, Func<FocusRow, string?> of) =>
        new(name, FocusDataType.String) { Text = of };

    private static FocusField<FocusRow> Json(string name, Func<FocusRow, string?> of) =>
        new(name, FocusDataType.Json) { Text = of };

    private static FocusField<FocusRow> Number(string name, Func<FocusRow, decimal?> of) =>
        new(name, FocusDataType.Decimal) { Number = of };

    private static FocusField<FocusRow> Time(string name, Func<FocusRow, DateTimeOffset?> of) =>
        new(name, FocusDataType.DateTime) { Time = of };
}
