namespace Permil.Cli.Output;

/// <summary>How a report about a FOCUS file is printed.</summary>
internal enum FocusReportFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>For documents.</summary>
    Markdown,

    /// <summary>For tools that show findings in code review: SARIF 2.1.0.</summary>
    Sarif,
}
