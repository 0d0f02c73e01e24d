using Permil.Usage;

namespace Permil.Pricing;

/// <summary>Two prices of a book that match the same usage equally well.</summary>
/// <param name="First">The one that stands first in the file.</param>
/// <param name="Second">The other.</param>
/// <param name="Why">What they have in common.</param>
public sealed record PriceAmbiguity(SkuPrice First, SkuPrice Second, string Why)
{
    /// <summary>Both entries with their lines.</summary>
    public string Message => $"two prices match equally well: {Shown(Second)} and {Shown(First)}: {Why}";

    /// <summary>All the pairs in a book, in the order of the file.</summary>
    public static IEnumerable<PriceAmbiguity> In(PriceBook book)
    {
        foreach (
            var group in book.Prices.GroupBy(price =>
                (price.Scope, price.Model?.Id, price.SizeClass?.UpToParameters, price.Mode)
            )
        )
        {
            var prices = group.ToList();
            for (var second = 1; second < prices.Count; second++)
            {
                for (var first = 0; first < second; first++)
                {
                    if (Between(prices[first], prices[second]) is { } why)
                    {
                        yield return new PriceAmbiguity(prices[first], prices[second], why);
                    }
                }
            }
        }
    }

    private static string? Between(SkuPrice first, SkuPrice second)
    {
        var isSameMeter = first.Meter == second.Meter;
        var isSameFamily = !isSameMeter && first.Meter.Family is { } family && family == second.Meter.Family;
        if (
            !(isSameMeter || isSameFamily)
            || !first.Period.Overlaps(second.Period)
            || !KnownTogether(first, second)
            || !HaveModelsInCommon(first.SizeClass, second.SizeClass)
            || !CanMatchTogether(first.Where, second.Where)
        )
        {
            return null;
        }

        if (isSameFamily)
        {
            return $"{first.Meter} and {second.Meter} measure the same thing, only one of them can be billed";
        }

        return first.Where.Count == second.Where.Count ? "their periods overlap" : null;
    }

    private static bool KnownTogether(SkuPrice first, SkuPrice second) =>
        (first.Withdrawn is null || second.Learned < first.Withdrawn)
        && (second.Withdrawn is null || first.Learned < second.Withdrawn);

    /// <summary>Two classes with one bound leave open which of them a model is in, unless they are for other models.</summary>
    private static bool HaveModelsInCommon(SizeClass? first, SizeClass? second)
    {
        if (first is null || second is null || first == second)
        {
            return true;
        }

        var isSameArchitecture =
            first.Architecture is null || second.Architecture is null || first.Architecture == second.Architecture;
        var isSameKind =
            first.Kinds.Count == 0
            || second.Kinds.Count == 0
            || first.Kinds.Intersect(second.Kinds, StringComparer.Ordinal).Any();
        return isSameArchitecture && isSameKind;
    }

    private static bool CanMatchTogether(
        IReadOnlyDictionary<string, string> first,
        IReadOnlyDictionary<string, string> second
    )
    {
        foreach (var (name, value) in first)
        {
            if (
                second.TryGetValue(name, out var other)
                && !string.Equals(value, other, StringComparison.OrdinalIgnoreCase)
            )
            {
                return false;
            }
        }

        return true;
    }

    private static string Shown(SkuPrice price) => $"line {price.Line}, {price} known from {price.Learned:yyyy-MM-dd}";
}
