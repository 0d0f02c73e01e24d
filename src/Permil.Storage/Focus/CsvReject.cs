namespace Permil.Storage.Focus;

/// <summary>A record that is no CSV, or not of this file's columns.</summary>
/// <param name="Position">A byte of the unpacked file, after the record before and not after this one.</param>
/// <param name="Fault">What is wrong.</param>
internal sealed record CsvReject(long Position, string Fault);
