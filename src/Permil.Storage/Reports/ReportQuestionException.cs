namespace Permil.Storage.Reports;

/// <summary>A question that no report answers. The message says what to ask instead.</summary>
public sealed class ReportQuestionException : Exception
{
    public ReportQuestionException(string message)
        : base(message) { }

    public ReportQuestionException(string message, Exception innerException)
        : base(message, innerException) { }

    public ReportQuestionException() { }
}
