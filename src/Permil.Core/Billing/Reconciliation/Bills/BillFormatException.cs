namespace Permil.Billing.Reconciliation.Bills;

/// <summary>A file that cannot be read as a provider's bill. The message names file, place, what was found and what is allowed.</summary>
public sealed class BillFormatException : Exception
{
    public BillFormatException(string message)
        : base(message) { }

    public BillFormatException(string message, Exception innerException)
        : base(message, innerException) { }

    public BillFormatException() { }
}
