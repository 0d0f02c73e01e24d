namespace Permil.Focus.Validation;

/// <summary>A row that breaks a rule.</summary>
/// <param name="Row">Counted from 1, without the heading.</param>
/// <param name="Values">The columns that the rule looks at; <see langword="null"/>: null.</param>
public sealed record FocusExample(long Row, IReadOnlyList<KeyValuePair<string, string?>> Values);
