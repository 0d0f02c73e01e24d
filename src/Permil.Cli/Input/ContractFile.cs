using Permil.Billing.Contracts;

namespace Permil.Cli.Input;

/// <summary>A contract as it lies in a data folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">The same for whoever has a copy of the data folder, as in <c>contracts/acme.yaml</c>.</param>
/// <param name="Text">All of it: what an invoice keeps.</param>
/// <param name="Contract">What it says; its file is <paramref name="Path"/>.</param>
internal sealed record ContractFile(string Path, string Name, string Text, Contract Contract);
