using System.Collections.Frozen;

namespace Permil.Focus.Export;

/// <summary>What a row of Invoice Detail has in each column, whatever the version.</summary>
internal static class FocusInvoiceFields
{
    private static readonly FrozenDictionary<string, FocusField<FocusInvoiceDetail>> Known = Fields()
        .ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The columns of a version in its order; none where it does not have the dataset.</summary>
    public static IReadOnlyList<FocusField<FocusInvoiceDetail>> Of(FocusVersion version) =>
        [.. FocusColumns.Of(version, FocusDataset.InvoiceDetail).Select(column => Known[column.Name])];

    private static IEnumerable<FocusField<FocusInvoiceDetail>> Fields() =>
        [
            Number("BilledCost", row => row.BilledCost),
            Text("BillingAccountId", row => row.First.BillingAccountId),
            Text("BillingCurrency", row => row.First.Currency),
            Time("BillingPeriodEnd", row => row.First.BillingPeriod.End),
            Time("BillingPeriodStart", row => row.First.BillingPeriod.Start),
            Text("ChargeCategory", row => FocusFields.NameOf(row.First.Category)),
            Time("InvoiceDetailCreated", row => row.CreatedAt),
            Text("InvoiceDetailDescription", row => row.First.Description),
            new("InvoiceDetailGrain", FocusDataType.Json) { Text = row => row.Grain },
            Text("InvoiceDetailId", row => row.Id),
            Time("InvoiceDetailLastUpdated", row => row.LastUpdatedAt),
            Text("InvoiceId", row => row.Invoice.Number),
            Time("InvoiceIssueDate", row => row.IssueDay),
            Text("InvoiceIssueStatus", row => row.IsVoid ? "Voided" : "Issued"),
            Text("InvoiceIssuerName", row => row.First.Parties.Issuer),
            Text("PaymentCurrency", row => row.First.Currency),
            Number("PaymentCurrencyBilledCost", row => row.BilledCost),
            Text("PaymentCurrencyInvoiceDetailId", row => row.Id),
            Time("PaymentDueDate", row => row.DueDay),
            Text("PaymentTerms", row => row.PaymentTerms),
            Text("PurchaseOrderNumber", _ => null),
            Text("ReferenceInvoiceId", row => row.Reference),
        ];

    private static FocusField<FocusInvoiceDetail> Text(string name, Func<FocusInvoiceDetail, string?> of) =>
        new(name, FocusDataType.String) { Text = of };

    private static FocusField<FocusInvoiceDetail> Number(string name, Func<FocusInvoiceDetail, decimal?> of) =>
        new(name, FocusDataType.Decimal) { Number = of };

    private static FocusField<FocusInvoiceDetail> Time(string name, Func<FocusInvoiceDetail, DateTimeOffset?> of) =>
        new(name, FocusDataType.DateTime) { Time = of };
}
