namespace Permil.Focus.Validation.Requirements;

/// <summary>A file is no requirements model.</summary>
public sealed class RequirementsFormatException : Exception
{
    public RequirementsFormatException(string message)
        : base(message) { }

    public RequirementsFormatException(string message, Exception innerException)
        : base(message, innerException) { }

    public RequirementsFormatException() { }
}
