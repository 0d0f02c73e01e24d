namespace Permil.Billing.Reconciliation;

/// <summary>What a line of a finding is for, in texts.</summary>
/// <param name="Day">UTC; the first of the month where the bill is not by day.</param>
/// <param name="Subject">Model or dimensions; the bill's name of a product that is not understood.</param>
/// <param name="Mode">Empty for a product that is not understood.</param>
/// <param name="Meter">Empty for a product that is not understood.</param>
/// <param name="Unit">One of the meter's unit; empty for a product that is not understood.</param>
/// <param name="Key"><see langword="null"/>: none, or keys are not told apart.</param>
public sealed record FindingLine(DateOnly Day, string Subject, string Mode, string Meter, string Unit, string? Key);
