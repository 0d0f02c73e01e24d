using Permil.Usage;

namespace Permil.Pricing;

/// <summary>What another source says about a price that the book holds. It is shown and checked, never billed.</summary>
/// <param name="Meter">The meter of <paramref name="Amount"/>: the price's own or one of its family; <see langword="null"/> without an amount.</param>
/// <param name="Amount">Per the same unit as the price's own where the meter is the same; <see langword="null"/>: the source does not differ in it.</param>
/// <param name="MinimumCharge">The least one event's charge can be; <see langword="null"/>: the source does not differ in it.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Note">Why the other price was preferred.</param>
public sealed record PriceConflict(
    Meter? Meter,
    decimal? Amount,
    decimal? MinimumCharge,
    PriceSource Source,
    string? Note
);
