using Permil.Rating;
using Permil.Usage;

namespace Permil.Planning;

/// <summary>What a workload lists for when it is bought in one mode.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Charges">Of one request; those under monthly tiers of the whole month.</param>
/// <param name="Unpriced">What no price was found for.</param>
/// <param name="PerRequest">One request; <see langword="null"/> when a part has no price or there are no requests to average over.</param>
/// <param name="Monthly">All requests of the month, exact; <see langword="null"/> when a part has no price.</param>
/// <param name="IsAveraged">Prices have monthly tiers: one request is the month's average, rounded to 12 decimals.</param>
/// <param name="Note">What one should know; <see langword="null"/> for nothing.</param>
public sealed record ModeEstimate(
    Mode Mode,
    IReadOnlyList<Charge> Charges,
    IReadOnlyList<UnpricedUsage> Unpriced,
    decimal? PerRequest,
    decimal? Monthly,
    bool IsAveraged,
    string? Note
)
{
    /// <summary>What the charges for some meters come to, for one request; <see langword="null"/> when one of them has no price.</summary>
    public decimal? PerRequestOf(params Meter[] meters) => PerRequestOf(meter => meters.Contains(meter));

    /// <summary>What the charges for all other meters come to, likewise.</summary>
    public decimal? PerRequestBut(params Meter[] meters) => PerRequestOf(meter => !meters.Contains(meter));

    private decimal? PerRequestOf(Func<Meter, bool> isAsked)
    {
        if (IsAveraged || Unpriced.Any(missing => isAsked(missing.Meter)))
        {
            return null;
        }

        return Charges
            .Where(charge => isAsked(charge.Meter))
            .Aggregate(0m, (sum, charge) => Exact.Add(sum, charge.ListCost));
    }
}
