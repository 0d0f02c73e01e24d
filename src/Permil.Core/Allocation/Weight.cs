namespace Permil.Allocation;

/// <summary>How much of a shared resource one value of a dimension is due, in proportion to the others.</summary>
/// <param name="Value">
/// For example a tenant; <see langword="null"/>: used by nobody named, so this share stays with the resource.
/// </param>
/// <param name="Amount">0 or more; 0 is due nothing.</param>
public readonly record struct Weight(string? Value, decimal Amount);
