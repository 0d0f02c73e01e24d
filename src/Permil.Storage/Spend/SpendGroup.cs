using Permil.Rating;

namespace Permil.Storage.Spend;

/// <summary>Rows that have the same values and currency.</summary>
/// <param name="Values">A value for each key; <see langword="null"/>: none.</param>
/// <param name="Currency">ISO 4217. Amounts of different currencies are never added.</param>
public sealed record SpendGroup(IReadOnlyList<string?> Values, string Currency)
{
    public required long Rows { get; init; }

    public required decimal ListCost { get; init; }

    public required decimal ContractedCost { get; init; }

    public required decimal EffectiveCost { get; init; }

    public required decimal BilledCost { get; init; }

    /// <summary>The same values with the amounts of both.</summary>
    internal SpendGroup Plus(SpendGroup other) =>
        this with
        {
            Rows = Rows + other.Rows,
            ListCost = Exact.Add(ListCost, other.ListCost),
            ContractedCost = Exact.Add(ContractedCost, other.ContractedCost),
            EffectiveCost = Exact.Add(EffectiveCost, other.EffectiveCost),
            BilledCost = Exact.Add(BilledCost, other.BilledCost),
        };
}
