namespace Permil.Cli.Output;

/// <summary>Where an invoice goes and as what.</summary>
/// <param name="Form">As what.</param>
/// <param name="File"><see langword="null"/>: it is printed.</param>
internal readonly record struct DocumentPlace(DocumentForm Form, string? File);
