using Permil.Focus;

namespace Permil.Storage.Focus;

/// <summary>A small valid file of FOCUS 1.3 with rows of every kind, to be changed and written.</summary>
internal sealed class FocusSample
{
    /// <summary>Usage at a price per million tokens; what the mutations change.</summary>
    public const int Tokens = 0;
    public const int Batch = 1;
    public const int Purchase = 2;
    public const int Used = 3;
    public const int Unused = 4;
    public const int Credit = 5;
    public const int Tax = 6;
    public const int Adjustment = 7;
    public const int Correction = 8;
    public const int Reserved = 9;
    public const int Split = 10;
    public const int Fee = 11;

    public FocusSample()
    {
        Columns = [.. FocusColumns.Of(FocusVersion.V13).Select(column => column.Name), "x_Feature"];
        Rows =
        [
            Sold("Usage", "meta/llama", "0.88", "8.400123", "Tokens", "8400123", "7.39210824"),
            Sold("Usage", "meta/llama:batch", "0.44", "1000000.000001", "Tokens", "1000000000001", "440000.00000044"),
            Commitment("Purchase", null, "720", "1440"),
            Commitment("Usage", "Used", "700", "1400"),
            Commitment("Usage", "Unused", "20", "40"),
            Plain("Credit", "-5"),
            Plain("Tax", "1.4784216"),
            Plain("Adjustment", "0.00789176"),
            Corrected(),
            Reservation(),
            Allocated(),
            Bought(),
        ];
    }

    public List<string> Columns { get; }

    public List<Dictionary<string, string?>> Rows { get; }

    public FocusSample Set(int row, string column, string? value)
    {
        Rows[row][column] = value;
        return this;
    }

    public FocusSample SetAll(string column, string? value)
    {
        Rows.ForEach(row => row[column] = value);
        return this;
    }

    public FocusSample Drop(string column)
    {
        Columns.Remove(column);
        return this;
    }

    public FocusSample Rename(string column, string name)
    {
        Columns[Columns.IndexOf(column)] = name;
        Rows.ForEach(row => row[name] = row.GetValueOrDefault(column));
        return this;
    }

    public FocusSample Move(string column, int place)
    {
        Columns.Remove(column);
        Columns.Insert(place, column);
        return this;
    }

    public string Csv() =>
        string.Concat(
            Rows.Select(row => string.Join(',', Columns.Select(column => Cell(row.GetValueOrDefault(column)))))
                .Prepend(string.Join(',', Columns.Select(Cell)))
                .Select(line => line + "\r\n")
        );

    private static string Cell(string? value) =>
        value is null ? ""
        : value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : value;

    private static Dictionary<string, string?> Plain(string category, string cost) =>
        new(StringComparer.Ordinal)
        {
            ["BilledCost"] = cost,
            ["BillingAccountId"] = "acme",
            ["BillingAccountName"] = "Acme, \"Inc\"",
            ["BillingAccountType"] = "Organization",
            ["BillingCurrency"] = "USD",
            ["BillingPeriodStart"] = "2026-10-01T00:00:00Z",
            ["BillingPeriodEnd"] = "2026-11-01T00:00:00Z",
            ["ChargeCategory"] = category,
            ["ChargeDescription"] = $"{category} of October",
            ["ChargeFrequency"] = category == "Usage" ? "Usage-Based" : "One-Time",
            ["ChargePeriodStart"] = "2026-10-01T00:00:00Z",
            ["ChargePeriodEnd"] = "2026-11-01T00:00:00Z",
            ["ContractedCost"] = cost,
            ["EffectiveCost"] = cost,
            ["HostProviderName"] = "Together AI",
            ["InvoiceId"] = "2026-10-1",
            ["InvoiceIssuerName"] = "Together AI",
            ["ListCost"] = cost,
            ["PricingCurrency"] = "USD",
            ["ProviderName"] = "Together AI",
            ["PublisherName"] = "Together AI",
            ["ServiceProviderName"] = "Together AI",
            ["ServiceCategory"] = "AI and Machine Learning",
            ["ServiceName"] = "Together AI Cloud",
            ["ServiceSubcategory"] = "AI Platforms",
            ["SubAccountId"] = "search",
            ["SubAccountName"] = "Search",
            ["SubAccountType"] = "Project",
            ["Tags"] = """{"team":"search","cost-center":42,"critical":true}""",
            ["x_Feature"] = "ranking",
        };

    private static Dictionary<string, string?> Sold(
        string category,
        string sku,
        string price,
        string quantity,
        string unit,
        string consumed,
        string cost
    )
    {
        var row = Plain(category, cost);
        row["SkuId"] = sku;
        row["SkuPriceId"] = $"{sku}:2026-10";
        row["SkuMeter"] = "Input Tokens";
        row["SkuPriceDetails"] = $$"""{"x_ModelId":"{{sku}}"}""";
        row["ListUnitPrice"] = price;
        row["ContractedUnitPrice"] = price;
        row["PricingCategory"] = "Standard";
        row["PricingQuantity"] = quantity;
        row["PricingUnit"] = unit == "Tokens" ? "1000000 Tokens" : unit;
        row["ConsumedQuantity"] = category == "Usage" ? consumed : null;
        row["ConsumedUnit"] = category == "Usage" ? unit : null;
        return row;
    }

    /// <summary>A cluster reserved for October at 2 an hour, 720 hours of which 700 were used; on demand it is 3.</summary>
    private static Dictionary<string, string?> Commitment(
        string category,
        string? status,
        string hours,
        string effectiveCost
    )
    {
        var isPurchase = category == "Purchase";
        var onDemand = (decimal.Parse(hours, System.Globalization.CultureInfo.InvariantCulture) * 3).ToString(
            System.Globalization.CultureInfo.InvariantCulture
        );
        var row = Sold(
            category,
            isPurchase ? "gpu:reserved" : "gpu",
            isPurchase ? "2" : "3",
            hours,
            "GPU-Hours",
            hours,
            isPurchase ? "1440" : onDemand
        );
        row["SkuMeter"] = "GPU Cluster Hours";
        row["BilledCost"] = isPurchase ? "1440" : "0";
        row["EffectiveCost"] = isPurchase ? "0" : effectiveCost;
        row["CommitmentDiscountCategory"] = "Usage";
        row["CommitmentDiscountId"] = "reservation-1";
        row["CommitmentDiscountName"] = "October cluster";
        row["CommitmentDiscountQuantity"] = hours;
        row["CommitmentDiscountStatus"] = status;
        row["CommitmentDiscountType"] = "Reserved GPU Cluster";
        row["CommitmentDiscountUnit"] = "GPU-Hours";
        row["PricingCategory"] = isPurchase ? "Standard" : "Committed";
        row["RegionId"] = "us-east";
        row["RegionName"] = "US East";
        row["ResourceId"] = status == "Used" ? "cluster-1" : "reservation-1";
        row["ResourceName"] = "Training";
        row["ResourceType"] = "GPU Cluster";
        if (status == "Unused")
        {
            row["ConsumedQuantity"] = null;
            row["ConsumedUnit"] = null;
        }

        return row;
    }

    private static Dictionary<string, string?> Corrected()
    {
        var row = Sold("Usage", "meta/llama", "0.88", "-0.5", "Tokens", "-500000", "-0.44");
        row["ChargeClass"] = "Correction";
        row["ChargePeriodStart"] = "2026-09-03T00:00:00Z";
        row["ChargePeriodEnd"] = "2026-09-04T00:00:00Z";
        return row;
    }

    private static Dictionary<string, string?> Reservation()
    {
        var row = Sold("Usage", "gpu:capacity", "1.5", "2", "Hours", "2", "3");
        row["CapacityReservationId"] = "capacity-1";
        row["CapacityReservationStatus"] = "Used";
        row["AvailabilityZone"] = "us-east-1a";
        row["SkuMeter"] = "GPU Cluster Hours";
        return row;
    }

    private static Dictionary<string, string?> Allocated()
    {
        var row = Sold("Usage", "meta/llama", "0.88", "1", "Tokens", "1000000", "0.88");
        row["AllocatedMethodId"] = "by-tokens";
        row["AllocatedMethodDetails"] =
            """{"Elements":[{"AllocatedRatio":1,"UsageUnit":"Tokens","UsageQuantity":5}]}""";
        row["AllocatedResourceId"] = "tenant-1";
        row["AllocatedResourceName"] = "Tenant";
        row["AllocatedTags"] = """{"tenant":"one"}""";
        row["ContractApplied"] =
            """{"Elements":[{"ContractId":"c1","ContractCommitmentId":"cc1","ContractCommitmentAppliedCost":0.88,"ContractCommitmentAppliedQuantity":null,"ContractCommitmentAppliedUnit":null}]}""";
        return row;
    }

    private static Dictionary<string, string?> Bought()
    {
        var row = Sold("Purchase", "platform-fee", "20", "1", "Months", "", "20");
        row["SkuMeter"] = "Platform Fee";
        row["ChargeFrequency"] = "Recurring";
        return row;
    }
}
