namespace Permil.Budgets;

/// <summary>What became of the wish to make a call: exactly one of the two is there.</summary>
/// <param name="Reservation">What is held for it.</param>
/// <param name="Refusal">Why it is not made.</param>
public readonly record struct Admitted(Reservation? Reservation, Refusal? Refusal);
