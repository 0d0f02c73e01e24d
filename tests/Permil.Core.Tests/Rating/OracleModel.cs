namespace Permil.Rating;

/// <summary>A model of an <see cref="OracleBook"/>.</summary>
internal sealed record OracleModel(
    string Id,
    string Kind,
    IReadOnlyList<string> Aliases,
    string? Parameters,
    string? Architecture
);
