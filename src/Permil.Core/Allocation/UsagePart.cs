using System.Globalization;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Allocation;

/// <summary>Usage whose owner is decided: all of what was handed in, or one share of it.</summary>
/// <remarks>The parts of one whole have its id and time and add up to it in every meter.</remarks>
public sealed record UsagePart
{
    public required UsageEvent Event { get; init; }

    /// <summary>
    /// What it is a part of. A price that depends on the size of a request (context steps, minimum charges) must be looked
    /// up for this, not for the part.
    /// </summary>
    public required UsageEvent Whole { get; init; }

    /// <summary>
    /// Whether the events and requests of the whole are counted here. True of exactly one part of a whole, so counts add up
    /// over any grouping.
    /// </summary>
    public required bool CountsEvents { get; init; }

    /// <summary><see langword="null"/>: no rule splits this.</summary>
    public SplitRule? Split { get; init; }

    /// <summary>Whose share it is and what it weighs.</summary>
    public Weight Weight { get; init; }

    /// <summary>All weights together; 0: nothing carried weight, so the whole stays as it is.</summary>
    public decimal TotalWeight { get; init; }

    public WeightPeriod Period { get; init; }

    /// <summary>A rule splits it, but whose it is could not be told: it stays with the shared resource.</summary>
    public bool IsUnallocated => Split is not null && Weight.Value is null;

    /// <summary>
    /// Why this much is whose it is, for example
    /// <c>allocated by 'shared endpoint' (allocation.yaml:12): 3/6 of 24 GPU-hours to subAccount search, by shares</c>.
    /// </summary>
    /// <returns><see langword="null"/> when nothing was split.</returns>
    public string? Explain(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        if (Split is null)
        {
            return null;
        }

        var day = Whole.Time.UtcDateTime;
        var month = day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var dayText = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var basis = Split.Basis == SplitBasis.Requests ? "requests" : "tokens";
        if (TotalWeight == 0)
        {
            return $"not split by {Split}: no {basis} in {month}, so it stays unallocated";
        }

        var by = Period switch
        {
            WeightPeriod.Day => $"by {basis} of {dayText}",
            WeightPeriod.Month => $"by {basis} of {month}, as {dayText} has none",
            _ => "by shares",
        };
        var owner = Weight.Value is { } value
            ? $"to {Split.Dimension} {value}"
            : $"stay unallocated, used without {Split.Dimension}";
        var quantity = Whole.QuantityOf(meter);
        return $"allocated by {Split}: {Text(Weight.Amount)}/{Text(TotalWeight)} of {Text(quantity)} {UnitWord.Of(quantity, meter.Unit)} {owner}, {by}";
    }

    internal static UsagePart Unsplit(UsageEvent whole) =>
        new()
        {
            Event = whole,
            Whole = whole,
            CountsEvents = true,
        };

    internal static UsagePart WithoutWeights(UsageEvent whole, SplitRule split) =>
        Unsplit(whole) with
        {
            Split = split,
        };

    private static string Text(decimal value) => DecimalText.Of(value);
}
