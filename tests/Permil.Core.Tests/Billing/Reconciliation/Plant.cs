namespace Permil.Billing.Reconciliation;

/// <summary>A way to make a matching bill differ on one day, and the next for what is at its border.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Put">Changes the month; says which finding must come of it.</param>
internal sealed record Plant(string Name, Func<GeneratedMonth, int, PlantedFinding> Put)
{
    public override string ToString() => Name;
}
