namespace Permil.Focus.Validation;

/// <summary>Something a generator supports or does not.</summary>
/// <param name="Name">The requirements model's name, <c>COMMITMENT_DISCOUNT_SUPPORTED</c>.</param>
/// <param name="Evidence">A row that shows that it is supported.</param>
public sealed record FocusCriterion(string Name, FocusTest Evidence);
