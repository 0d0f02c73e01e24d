namespace Permil.Billing.Showback;

/// <summary>What an invoice comes to for one owner.</summary>
/// <param name="Name">The value of the key; <see langword="null"/>: usage that has none.</param>
/// <param name="Lines">In the order of the invoice.</param>
public sealed record ShowbackOwner(string? Name, IReadOnlyList<ShowbackLine> Lines)
{
    /// <summary>Of lines that belong to it.</summary>
    public ShowbackCosts Own { get; } =
        ShowbackCosts.Sum(Lines.Where(line => !line.IsShared).Select(line => line.Costs));

    /// <summary>Its part of shared lines.</summary>
    public ShowbackCosts Shared { get; } =
        ShowbackCosts.Sum(Lines.Where(line => line.IsShared).Select(line => line.Costs));

    public ShowbackCosts Total => Own.Plus(Shared);
}
