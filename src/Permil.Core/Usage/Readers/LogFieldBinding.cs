namespace Permil.Usage.Readers;

/// <summary>What the value at one place of a record means.</summary>
/// <param name="Field">The field.</param>
/// <param name="Precedence">Where a record has several places for one field, the lowest number wins; the caller's own map has 0.</param>
/// <param name="Name">The meter, attribute or tag; <see langword="null"/> for the other fields.</param>
public readonly record struct LogFieldBinding(LogField Field, int Precedence, string? Name);
