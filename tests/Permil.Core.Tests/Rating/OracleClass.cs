namespace Permil.Rating;

/// <summary>A size class of an <see cref="OracleBook"/>.</summary>
internal sealed record OracleClass(string Name, IReadOnlyList<string> Kinds, string? Architecture, string UpTo);
