namespace Permil.Billing;

/// <summary>What was asked of the invoice book does not go with what it holds. Nothing was changed.</summary>
public sealed class BillingRefusedException : Exception
{
    /// <param name="message">What stands in the way and what would help.</param>
    public BillingRefusedException(string message)
        : base(message) { }

    public BillingRefusedException(string message, Exception innerException)
        : base(message, innerException) { }

    public BillingRefusedException() { }
}
