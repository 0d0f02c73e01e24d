using static Permil.Focus.Validation.FocusTest;

namespace Permil.Focus.Validation;

/// <summary>Rules across columns of the datasets beside Cost and Usage.</summary>
internal static class FocusDatasetRules
{
    public static IEnumerable<FocusRule> Of(FocusDataset dataset) =>
        dataset switch
        {
            FocusDataset.InvoiceDetail =>
            [
                InOrder("BillingPeriodStart", "BillingPeriodEnd"),
                NotAfter("InvoiceDetailCreated", "InvoiceDetailLastUpdated"),
                Once("InvoiceDetailId"),
                One("InvoiceId", "InvoiceIssueStatus"),
                One("InvoiceId", "InvoiceIssuerName"),
                One("InvoiceId", "BillingAccountId"),
                One("InvoiceId", "BillingCurrency"),
                One("InvoiceId", "BillingPeriodStart"),
            ],
            FocusDataset.BillingPeriod =>
            [
                InOrder("BillingPeriodStart", "BillingPeriodEnd"),
                NotAfter("BillingPeriodCreated", "BillingPeriodLastUpdated"),
            ],
            FocusDataset.ContractCommitment =>
            [
                InOrder("ContractCommitmentPeriodStart", "ContractCommitmentPeriodEnd"),
                InOrder("ContractPeriodStart", "ContractPeriodEnd"),
                NotAfter("ContractCommitmentCreated", "ContractCommitmentLastUpdated"),
                Once("ContractCommitmentId"),
                SetFor("ContractCommitmentCost", "Spend"),
                SetFor("BillingCurrency", "Spend"),
                SetFor("ContractCommitmentQuantity", "Usage"),
                SetFor("ContractCommitmentUnit", "Usage"),
            ],
            _ => [],
        };

    private static FocusRule InOrder(string start, string end) =>
        OfRows(end, "order", FocusKeyword.Must, $"{end} MUST be after {start}", new IsBefore(start, end), start);

    private static FocusRule NotAfter(string first, string last) =>
        OfRows(
            last,
            "order",
            FocusKeyword.MustNot,
            $"{last} MUST NOT be before {first}",
            new AnyOf([new IsNull(first), new IsNull(last), new Not(new IsBefore(last, first))]),
            first
        );

    private static FocusRule SetFor(string column, string category) =>
        OfRows(
            column,
            category.ToLowerInvariant(),
            FocusKeyword.MustNot,
            $"{column} MUST NOT be null when ContractCommitmentCategory is {category}",
            new Not(new AllOf([new Is("ContractCommitmentCategory", category), new IsNull(column)])),
            "ContractCommitmentCategory"
        );

    private static FocusRule Once(string column) =>
        new()
        {
            Id = $"{column}.once",
            Columns = [column],
            Keyword = FocusKeyword.Must,
            Statement = $"{column} MUST name one row",
            Check = new FocusCheck.OfNoDuplicates(column),
        };

    private static FocusRule One(string column, string other) =>
        new()
        {
            Id = $"{column}.one-{other}",
            Columns = [column, other],
            Keyword = FocusKeyword.Must,
            Statement = $"{column} MUST have one {other}",
            Check = new FocusCheck.OfOneTo(column, other),
        };

    private static FocusRule OfRows(
        string column,
        string kind,
        FocusKeyword keyword,
        string statement,
        FocusTest test,
        string other
    ) =>
        new()
        {
            Id = $"{column}.{kind}",
            Columns = [column, other],
            Keyword = keyword,
            Statement = statement,
            Check = new FocusCheck.OfRows(test),
        };
}
