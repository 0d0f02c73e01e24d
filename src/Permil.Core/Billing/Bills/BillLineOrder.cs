namespace Permil.Billing.Bills;

/// <summary>The order of lines: by category, provider, model, mode, meter, sub-account, then whatever tells them apart.</summary>
public sealed class BillLineOrder : IComparer<BillLineKey>
{
    public static readonly BillLineOrder Instance = new();

    public int Compare(BillLineKey? x, BillLineKey? y) => throw new NotSupportedException();
}
