namespace Permil.Cli.Output;

/// <summary>What an invoice can be shown as.</summary>
internal enum DocumentForm
{
    Text,
    Json,
    Csv,
    Html,
    Pdf,
}
