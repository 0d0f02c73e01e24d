namespace Permil.Rating;

/// <summary>A result has more digits than a decimal can hold; it is refused rather than rounded.</summary>
public sealed class InexactAmountException : ArithmeticException
{
    public InexactAmountException(string message)
        : base(message) { }

    public InexactAmountException(string message, Exception innerException)
        : base(message, innerException) { }

    public InexactAmountException() { }
}
