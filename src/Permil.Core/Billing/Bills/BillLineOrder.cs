namespace Permil.Billing.Bills;

/// <summary>The order of lines: by category, provider, model, mode, meter, sub-account, then whatever tells them apart.</summary>
public sealed class BillLineOrder : IComparer<BillLineKey>
{
    public static readonly BillLineOrder Instance = new();

    public int Compare(BillLineKey? x, BillLineKey? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        ReadOnlySpan<int> orders =
        [
            x.Category.CompareTo(y.Category),
            string.CompareOrdinal(x.Provider, y.Provider),
            string.CompareOrdinal(x.Model, y.Model),
            Nullable.Compare(x.Mode, y.Mode),
            string.CompareOrdinal(x.Meter, y.Meter),
            string.CompareOrdinal(x.SubAccount, y.SubAccount),
            string.CompareOrdinal(x.Sku, y.Sku),
            string.CompareOrdinal(x.Rule, y.Rule),
            Nullable.Compare(x.Commitment, y.Commitment),
            string.CompareOrdinal(x.Credit, y.Credit),
            Nullable.Compare(x.CreditKind, y.CreditKind),
            string.CompareOrdinal(x.PricingUnit, y.PricingUnit),
            Nullable.Compare(x.ListUnitPrice, y.ListUnitPrice),
            Nullable.Compare(x.ContractedUnitPrice, y.ContractedUnitPrice),
        ];
        foreach (var order in orders)
        {
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
