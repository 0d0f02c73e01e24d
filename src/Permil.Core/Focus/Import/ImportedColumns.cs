namespace Permil.Focus.Import;

/// <summary>What is kept of imported rows, whatever version of the specification they are written in.</summary>
internal static class ImportedColumns
{
    public const string Provider = "provider";
    public const string Account = "account";
    public const string Currency = "currency";
    public const string PeriodStart = "period_start";
    public const string PeriodEnd = "period_end";
    public const string BilledCost = "billed_cost";
    public const string Model = "model";
    public const string Feature = "feature";
    public const string Environment = "environment";
    public const string Tags = "tags";

    /// <summary>In the order in which they are stored.</summary>
    public static IReadOnlyList<ImportedColumn> All { get; } =
    [
        Text(Provider, isRequired: true, "ServiceProviderName", "ProviderName"),
        Text("host", isRequired: false, "HostProviderName", "PublisherName"),
        Text("issuer", isRequired: false, "InvoiceIssuerName"),
        Text(Account, isRequired: true, "BillingAccountId"),
        Text("account_name", isRequired: false, "BillingAccountName"),
        Text("sub_account", isRequired: false, "SubAccountId"),
        Text("sub_account_name", isRequired: false, "SubAccountName"),
        Text("service", isRequired: true, "ServiceName"),
        Text("service_category", isRequired: false, "ServiceCategory"),
        Text("service_subcategory", isRequired: false, "ServiceSubcategory"),
        Text("sku", isRequired: false, "SkuId"),
        Text("sku_price", isRequired: false, "SkuPriceId"),
        Text("meter", isRequired: false, "SkuMeter", "x_SkuMeterName"),
        Text("category", isRequired: true, "ChargeCategory") with
        {
            AllowedValues = ["Usage", "Purchase", "Tax", "Credit", "Adjustment"],
        },
        Text("class", isRequired: false, "ChargeClass") with
        {
            AllowedValues = ["Correction"],
        },
        Text("frequency", isRequired: false, "ChargeFrequency"),
        Text("description", isRequired: false, "ChargeDescription"),
        Moment("charge_start", "ChargePeriodStart"),
        Moment("charge_end", "ChargePeriodEnd"),
        Moment(PeriodStart, "BillingPeriodStart"),
        Moment(PeriodEnd, "BillingPeriodEnd"),
        Text("invoice", isRequired: false, "InvoiceId"),
        Text(Currency, isRequired: true, "BillingCurrency"),
        Number("list_cost", isRequired: true, "ListCost"),
        Number("contracted_cost", isRequired: true, "ContractedCost"),
        Number("effective_cost", isRequired: true, "EffectiveCost"),
        Number(BilledCost, isRequired: true, "BilledCost"),
        Number("consumed_quantity", isRequired: false, "ConsumedQuantity"),
        Text("consumed_unit", isRequired: false, "ConsumedUnit"),
        Number("pricing_quantity", isRequired: false, "PricingQuantity"),
        Text("pricing_unit", isRequired: false, "PricingUnit"),
        Text("pricing_category", isRequired: false, "PricingCategory"),
        Text("region", isRequired: false, "RegionId"),
        Text("resource", isRequired: false, "ResourceId"),
        Text("resource_name", isRequired: false, "ResourceName"),
        Text("resource_type", isRequired: false, "ResourceType"),
        Text("commitment", isRequired: false, "CommitmentDiscountId"),
        Text("commitment_status", isRequired: false, "CommitmentDiscountStatus"),
        Text(Model, isRequired: false, "x_Model", "x_ModelId", "x_ModelName"),
        Text(Feature, isRequired: false, "x_Feature"),
        Text(Environment, isRequired: false, "x_Environment"),
        new(Tags, FocusDataType.Json, IsRequired: false, ["Tags"]),
    ];

    /// <summary>The place of a column in <see cref="All"/>.</summary>
    public static int IndexOf(string name) => Places[name];

    private static Dictionary<string, int> Places { get; } =
        All.Select((column, i) => (column.Name, i))
            .ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);

    private static ImportedColumn Text(string name, bool isRequired, params string[] sources) =>
        new(name, FocusDataType.String, isRequired, sources);

    private static ImportedColumn Number(string name, bool isRequired, params string[] sources) =>
        new(name, FocusDataType.Decimal, isRequired, sources);

    private static ImportedColumn Moment(string name, string source) =>
        new(name, FocusDataType.DateTime, IsRequired: true, [source]);
}
