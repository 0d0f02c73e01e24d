namespace Permil.Focus.Export;

/// <summary>What a row of Billing Period has in each column, whatever the version.</summary>
internal static class FocusPeriodFields
{
    private static readonly Dictionary<string, FocusField<FocusBillingPeriod>> Known =
        new FocusField<FocusBillingPeriod>[]
        {
            Time("BillingPeriodCreated", row => row.Month.Start),
            Time("BillingPeriodEnd", row => row.Month.End),
            Time("BillingPeriodLastUpdated", row => row.LastUpdatedAt),
            Time("BillingPeriodStart", row => row.Month.Start),
            new("BillingPeriodStatus", FocusDataType.String) { Text = row => row.IsClosed ? "Closed" : "Open" },
            new("InvoiceIssuerName", FocusDataType.String) { Text = row => row.Issuer },
        }.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The columns of a version in its order; none where it does not have the dataset.</summary>
    public static IReadOnlyList<FocusField<FocusBillingPeriod>> Of(FocusVersion version) =>
        [.. FocusColumns.Of(version, FocusDataset.BillingPeriod).Select(column => Known[column.Name])];

    private static FocusField<FocusBillingPeriod> Time(string name, Func<FocusBillingPeriod, DateTimeOffset?> of) =>
        new(name, FocusDataType.DateTime) { Time = of };
}
