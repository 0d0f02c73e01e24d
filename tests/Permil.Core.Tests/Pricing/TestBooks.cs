using System.Globalization;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Pricing;

/// <summary>Small price books written in a test, and questions to them.</summary>
internal static class TestBooks
{
    /// <summary>A noon at which every book of a test that does not say otherwise is in force.</summary>
    public static readonly DateTimeOffset Noon = At("2026-05-15T12:00:00Z");

    private const string Sources = """
        sources:
          page: { text: "the price page", learned: 2026-01-01, confidence: official }

        """;

    public static DateTimeOffset At(string time) =>
        DateTimeOffset.Parse(
            time,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );

    /// <summary>Reads a book of provider <c>acme</c> with one source <c>page</c>, learned on 2026-01-01.</summary>
    public static PriceBook Read(string body) => ReadText($"provider: acme\n{Sources}{body}");

    public static PriceBook ReadText(string text)
    {
        using var reader = new StringReader(text);
        return PriceBookYaml.Read(reader, "acme.yaml");
    }

    public static Rater RaterOf(string body, DateOnly? asKnownAt = null) =>
        new(new PriceCatalog([Read(body)], asKnownAt));

    /// <summary>A book with model <c>m</c> (chat, no size) that has one row of prices.</summary>
    public static Rater RaterOfRow(string row) =>
        RaterOf(
            $$"""
            models:
              - id: m
                kind: chat
                prices:
                  - { source: page, {{row.ReplaceLineEndings(" ")}} }
            """
        );

    public static UsageEvent Event(string model, params Measurement[] usage) =>
        new()
        {
            Id = "e1",
            Source = "test",
            Time = Noon,
            Provider = "acme",
            Model = model,
            Usage = usage,
        };

    public static UsageEvent With(this UsageEvent usageEvent, params (string Name, string Value)[] attributes) =>
        usageEvent with
        {
            Attributes = attributes.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
        };

    /// <summary>The charge for a quantity of one meter of model <c>m</c>, at a place in its month.</summary>
    public static Charge ChargeOf(this Rater rater, Meter meter, decimal quantity, TierPosition? position = null) =>
        rater.ChargeOf(Event("m", new Measurement(meter, quantity)), position);

    public static Charge ChargeOf(this Rater rater, UsageEvent usageEvent, TierPosition? position = null)
    {
        var unpriced = new List<UnpricedUsage>();
        var measured = rater.Price(usageEvent, unpriced);
        unpriced.ShouldBeEmpty();
        var only = measured.ShouldHaveSingleItem();
        return ListCost.Of(only, position ?? TierPosition.Alone(only.Quantity));
    }

    public static decimal CostOf(this Rater rater, Meter meter, decimal quantity, TierPosition? position = null) =>
        rater.ChargeOf(meter, quantity, position).ListCost;

    /// <summary>Why an event with one meter has no price.</summary>
    public static string ReasonOf(this Rater rater, UsageEvent usageEvent)
    {
        var rated = rater.Rate(usageEvent);
        rated.Charges.ShouldBeEmpty();
        return rated.Unpriced.ShouldHaveSingleItem().Reason;
    }
}
