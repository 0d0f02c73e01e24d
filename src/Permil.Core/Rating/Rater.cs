using System.Globalization;
using Permil.Billing.Contracts;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

/// <summary>Rates usage with a price catalog: the same events, books and day of knowledge always give the same charges.</summary>
/// <param name="catalog">The prices.</param>
/// <param name="substitution">
/// Prices events as if they were others, to see what that would change; <see langword="null"/>: as they are.
/// </param>
/// <param name="rates">Adds an account's own prices to what is found; <see langword="null"/>: list prices alone.</param>
public sealed class Rater(PriceCatalog catalog, UsageSubstitution? substitution = null, ContractRates? rates = null)
{
    public PriceCatalog Catalog { get; } = catalog;

    public UsageSubstitution? Substitution { get; } = substitution;

    public ContractRates? Rates { get; } = rates;

    /// <summary>Rates one event as if it were alone in its month.</summary>
    public RatedEvent Rate(UsageEvent usageEvent)
    {
        var unpriced = new List<UnpricedUsage>();
        var charges = Price(usageEvent, unpriced)
            .ConvertAll(measured => ListCost.Of(measured, TierPosition.Alone(measured.Quantity)));
        return new RatedEvent(usageEvent, charges, unpriced);
    }

    /// <summary>Finds the price of everything an event used; what has none goes to <paramref name="unpriced"/>.</summary>
    /// <param name="usageEvent">The event, or a sum of events that share prices.</param>
    /// <param name="unpriced">What has no price is added here.</param>
    /// <param name="requestInputTokens">
    /// The input length that context steps look at; <see langword="null"/>: the event's own.
    /// </param>
    public List<PricedMeasurement> Price(
        UsageEvent usageEvent,
        List<UnpricedUsage> unpriced,
        decimal? requestInputTokens = null
    )
    {
        usageEvent = Substitution?.Of(usageEvent, ProviderOf(usageEvent)) ?? usageEvent;
        var priced = new List<PricedMeasurement>(usageEvent.Usage.Count);
        var inputTokens = requestInputTokens ?? InputTokensOf(usageEvent);
        var areStepsKnown = TryStepsOf(usageEvent, out var steps);
        var firstUnpriced = unpriced.Count;
        foreach (var (meter, quantity) in usageEvent.Usage)
        {
            if (quantity == 0)
            {
                continue;
            }

            var answer = Find(usageEvent, meter);
            if (answer.HasPrice && answer.Amounts.DefaultSteps is not null && !areStepsKnown)
            {
                answer = PriceAnswer.None(
                    $"steps: found '{usageEvent.Attributes[Usage.Attribute.Steps]}', allowed: a whole number"
                );
            }

            if (answer.HasPrice)
            {
                priced.Add(new PricedMeasurement(meter, quantity, answer, inputTokens, steps));
            }
            else
            {
                unpriced.Add(new UnpricedUsage(meter, quantity, answer.Reason));
            }
        }

        BillOneOfEachFamily(priced, unpriced, firstUnpriced);
        AddContracted(usageEvent, priced);
        return priced;
    }

    /// <summary>Contracts look at a charge as it is shown: with the meter and the mode of the event, whatever they are billed as.</summary>
    private void AddContracted(UsageEvent usageEvent, List<PricedMeasurement> priced)
    {
        if (Rates is null)
        {
            return;
        }

        for (var i = 0; i < priced.Count; i++)
        {
            var query = QueryOf(usageEvent, usageEvent.Mode, priced[i].Meter);
            var contracted = Rates.Of(priced[i].Price, query);
            if (!ReferenceEquals(contracted, priced[i].Price))
            {
                priced[i] = priced[i] with { Contracted = contracted };
            }
        }
    }

    /// <summary>The provider whose book knows the event's model; what the event says when there is none.</summary>
    internal string? ProviderOf(UsageEvent usageEvent) =>
        Catalog.FindModel(usageEvent.Provider, usageEvent.Model, out _)?.Book.Provider ?? usageEvent.Provider;

    private PriceAnswer Find(UsageEvent usageEvent, Meter meter)
    {
        var mode = usageEvent.Mode;
        if (meter == Meters.BatchTokens)
        {
            // Tokens of a batch: what they cost depends on the way they went.
            mode = Mode.Batch;
            switch (usageEvent.Attributes.GetValueOrDefault(Usage.Attribute.Direction))
            {
                case "input":
                    meter = Meters.InputTokens;
                    break;
                case "output":
                    meter = Meters.OutputTokens;
                    break;
            }
        }

        return Catalog.Find(QueryOf(usageEvent, mode, meter));
    }

    private static PriceQuery QueryOf(UsageEvent usageEvent, Mode mode, Meter meter) =>
        new(usageEvent.Provider, usageEvent.Model, mode, meter, usageEvent.Attributes, usageEvent.Time);

    /// <summary>What context steps look at: all input, cached or not; tokens of a batch unless they are its output.</summary>
    internal static decimal InputTokensOf(UsageEvent usageEvent)
    {
        var inputTokens = Meters.Input.Sum(usageEvent.QuantityOf);
        return usageEvent.Attributes.GetValueOrDefault(Usage.Attribute.Direction) is "output"
            ? inputTokens - usageEvent.QuantityOf(Meters.BatchTokens)
            : inputTokens;
    }

    /// <summary>
    /// Several meters can measure the same consumption; the provider bills the one it prices. The others are no finding,
    /// and when none has a price it is one finding, not several.
    /// </summary>
    private static void BillOneOfEachFamily(
        List<PricedMeasurement> priced,
        List<UnpricedUsage> unpriced,
        int firstUnpriced
    )
    {
        for (var i = unpriced.Count - 1; i >= firstUnpriced; i--)
        {
            var family = unpriced[i].Meter.Family;
            if (
                family is not null
                && (
                    priced.Exists(other => string.Equals(other.Meter.Family, family, StringComparison.Ordinal))
                    || unpriced.FindIndex(
                        firstUnpriced,
                        other => string.Equals(other.Meter.Family, family, StringComparison.Ordinal)
                    ) < i
                )
            )
            {
                unpriced.RemoveAt(i);
            }
        }

        // Priced twice only when the prices stand in different places of the book: the nearest one is billed.
        for (var i = priced.Count - 1; i >= 0; i--)
        {
            var measured = priced[i];
            if (
                measured.Meter.Family is { } family
                && priced.Exists(other =>
                    other.Meter != measured.Meter
                    && string.Equals(other.Meter.Family, family, StringComparison.Ordinal)
                    && IsNearer(other, measured)
                )
            )
            {
                priced.RemoveAt(i);
            }
        }
    }

    /// <summary>
    /// Model before class before provider, the smaller class first, a price of the meter's own before one it is billed as;
    /// the name only so that two meters never tie.
    /// </summary>
    private static bool IsNearer(PricedMeasurement left, PricedMeasurement right) =>
        Distance(left).CompareTo(Distance(right)) < 0;

    private static (PriceScope, decimal, bool, string) Distance(PricedMeasurement measured)
    {
        var stated = measured.Price.Stated!;
        return (
            stated.Scope,
            stated.SizeClass?.UpToParameters ?? 0,
            stated.Meter != measured.Meter,
            measured.Meter.Name
        );
    }

    /// <returns><see langword="false"/> when the event says something that is no number of steps.</returns>
    private static bool TryStepsOf(UsageEvent usageEvent, out decimal? steps)
    {
        const decimal MostSteps = 1_000_000;
        steps = null;
        if (!usageEvent.Attributes.TryGetValue(Usage.Attribute.Steps, out var text))
        {
            return true;
        }

        if (
            !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number != decimal.Truncate(number)
            || number > MostSteps
        )
        {
            return false;
        }

        steps = number;
        return true;
    }
}
