namespace Permil.Cli.Output;

/// <summary>How a command prints its answer.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: amounts and quantities are decimal texts.</summary>
    Json,

    /// <summary>For spreadsheets: one line a row, with a header.</summary>
    Csv,

    /// <summary>For documents.</summary>
    Markdown,
}
